// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/engine_core.h"
#include "model/action/gateway.h"
#include "model/playhead/playhead.h"

#include <QtCore/QPointer>

#include <memory>
#include <unordered_map>

namespace qd {

/// The gateway to a live engine: carries orders to its thread and answers back. Contexts live on the thread of the
/// gateway (the GUI's); replies, with all that they hold, never leave it.
class LiveGateway final : public Gateway
{
    Q_OBJECT

public:
    /// `core` outlives the last order: see engineEnded().
    explicit LiveGateway(EngineCore &core);
    ~LiveGateway() override;

    /// What is on screen. With a file, everything that changes the world is refused.
    void setHistoryKind(HistoryKind kind);
    void setAvailability(const qd::Availability &availability);
    /// The engine is gone: whatever is open is answered with Unavailable, now; later orders likewise.
    void engineEnded();

    [[nodiscard]] std::optional<QString> refusal(ActionKind kind) const override;
    void fetchSessions(const SessionQuery &query, QObject *context, Reply<SessionPage> reply) override;
    void previewPurge(const PurgeSelector &selector, QObject *context, Reply<PurgePreview> reply) override;
    void purge(const PurgeOrder &order, QObject *context, Reply<PurgeProgress> progress) override;
    void planRestart(QObject *context, Reply<RestartPlan> reply) override;
    void restart(const RestartOrder &order, QObject *context, Reply<RestartProgress> progress) override;
    void deploy(const DeployOrder &order, QObject *context, Reply<RestartProgress> progress) override;
    void endSession(const QString &sessionId, const QString &reason, QObject *context, Reply<bool> reply) override;
    void collectNow(const QString &reason, QObject *context, Reply<bool> reply) override;
    void addNote(const QString &text, Timestamp at, QObject *context, Reply<bool> reply) override;
    void acknowledge(const QString &alert, const QString &comment, QObject *context, Reply<bool> reply) override;
    void silence(const SilenceOrder &order, QObject *context, Reply<QString> reply) override;
    void endSilence(const QString &id, QObject *context, Reply<bool> reply) override;
    void openIncident(const incident::Opening &opening, QObject *context, Reply<QString> reply) override;
    void stepIncident(const IncidentOrder &order, QObject *context, Reply<QString> reply) override;
    void setTraffic(bool running, QObject *context, Reply<bool> reply) override;
    void setDrill(const Faults &faults, QObject *context, Reply<bool> reply) override;

private:
    struct Pending
    {
        QPointer<QObject> context;
        std::shared_ptr<void> reply; ///< a Reply<T>
        std::function<void(const Error &)> fail;
    };
    template <typename T>
    [[nodiscard]] std::uint64_t keep(QObject *context, Reply<T> reply);
    template <typename T>
    void answer(std::uint64_t id, Result<T> result);
    void recordRefusal(ActionKind kind, const QString &why);
    /// Runs `order(actions, reply)` on the engine thread; `kind` set: refused first where refusal() says so.
    template <typename T, typename Order>
    void send(std::optional<ActionKind> kind, QObject *context, Reply<T> reply, Order order);

    EngineCore *m_core = nullptr; ///< null once it has ended
    HistoryKind m_history = HistoryKind::Live;
    Availability m_availability;
    std::unordered_map<std::uint64_t, Pending> m_pending;
    std::uint64_t m_lastId = 0;
};

} // namespace qd
