// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "model/playhead/history.h"

#include <QtCore/QPointer>

#include <deque>

namespace qd::test {

/// A gateway whose answers a test gives by hand: every call is kept with its reply until answer…() is called, or
/// answered at once from `automatic`.
class FakeGateway : public Gateway
{
    Q_OBJECT

public:
    template <typename Request, typename T>
    struct Call
    {
        Request request;
        QPointer<QObject> context;
        Reply<T> reply;
        /// Nothing arrives after the asker is gone, as the contract says.
        void answer(Result<T> result) const
        {
            if (context) {
                reply(std::move(result));
            }
        }
    };

    using Gateway::Gateway;

    [[nodiscard]] std::optional<QString> refusal(ActionKind kind) const override;
    void fetchSessions(const SessionQuery &query, QObject *context, Reply<SessionPage> reply) override;
    void previewPurge(const PurgeSelector &selector, QObject *context, Reply<PurgePreview> reply) override;
    void purge(const PurgeOrder &order, QObject *context, Reply<PurgeProgress> progress) override;
    void planRestart(QObject *context, Reply<RestartPlan> reply) override;
    void restart(const RestartOrder &order, QObject *context, Reply<RestartProgress> progress) override;
    void deploy(const DeployOrder &order, QObject *context, Reply<RestartProgress> progress) override;
    void endSession(const QString &id, const QString &reason, QObject *context, Reply<bool> reply) override;
    void collectNow(const QString &reason, QObject *context, Reply<bool> reply) override;
    void addNote(const QString &text, Timestamp at, QObject *context, Reply<bool> reply) override;
    void acknowledge(const QString &alert, const QString &comment, QObject *context, Reply<bool> reply) override;
    void silence(const SilenceOrder &order, QObject *context, Reply<QString> reply) override;
    void endSilence(const QString &id, QObject *context, Reply<bool> reply) override;
    void openIncident(const incident::Opening &opening, QObject *context, Reply<QString> reply) override;
    void stepIncident(const IncidentOrder &order, QObject *context, Reply<QString> reply) override;
    void setTraffic(bool running, QObject *context, Reply<bool> reply) override;
    void setDrill(const Faults &faults, QObject *context, Reply<bool> reply) override;

    void refuse(std::optional<QString> why);

    std::deque<Call<SessionQuery, SessionPage>> pages;
    std::deque<Call<PurgeSelector, PurgePreview>> previews;
    std::deque<Call<PurgeOrder, PurgeProgress>> purges;
    std::deque<Call<int, RestartPlan>> plans;
    std::deque<Call<RestartOrder, RestartProgress>> restarts;
    std::deque<Call<DeployOrder, RestartProgress>> deploys;
    std::deque<Call<QString, bool>> ends; ///< request: the session's id
    std::deque<Call<QString, bool>> notes;
    std::vector<Timestamp> noteInstants;                                  ///< of `notes`
    std::deque<Call<std::pair<QString, QString>, bool>> acknowledgements; ///< request: the alert and the comment
    std::deque<Call<SilenceOrder, QString>> silences;
    std::deque<Call<QString, bool>> silenceEnds; ///< request: the silence's id
    std::deque<Call<incident::Opening, QString>> openings;
    std::deque<Call<IncidentOrder, QString>> steps;
    std::vector<bool> traffic;
    int calls = 0; ///< of anything but refusal()

private:
    std::optional<QString> m_refusal;
};

/// A feed that publishes what a test hands it.
class FakeFeed : public HistoryFeed
{
    Q_OBJECT

public:
    using HistoryFeed::HistoryFeed;
    [[nodiscard]] HistoryPtr current() const override { return m_current; }
    void publish(HistorySnapshot snapshot);

private:
    HistoryPtr m_current = std::make_shared<const HistorySnapshot>();
};

} // namespace qd::test
