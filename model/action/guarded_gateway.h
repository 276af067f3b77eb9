// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "model/playhead/playhead.h"

#include <QtCore/QPointer>

namespace qd {

class NoteKeeper;

/// The gateway of the window: hands on to the live one and, while the playhead is in REPLAY, refuses everything
/// that would change or ask the world, with the reason in words. What is on screen then is past: to act on it
/// would be to act on something else. Notes change nothing: those about a file go to its keeper, those about a
/// live history that is played back into its log.
class GuardedGateway final : public Gateway
{
    Q_OBJECT

public:
    /// `playhead` must outlive the gateway.
    explicit GuardedGateway(const Playhead &playhead, QObject *parent = nullptr);

    /// The live gateway, which stays its owner's; null = nothing is watched.
    void setInner(Gateway *inner);
    /// Of the file on screen; null = its notes are refused. Must outlive the gateway or be taken away.
    void setNotes(NoteKeeper *notes);

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
    [[nodiscard]] bool isFile() const { return m_playhead.historyKind() == HistoryKind::File; }
    /// Why it gets no further than here; what the live gateway says for itself is its own affair, and it logs
    /// that.
    [[nodiscard]] std::optional<QString> ownRefusal(ActionKind kind) const;
    /// Why nothing may be asked of the service now, for a list of what is; nullopt when it may.
    [[nodiscard]] std::optional<QString> noList() const;
    /// True, and `reply` has the reason, when it is refused. The reply comes later, as with every gateway.
    template <typename T>
    bool refuses(const std::optional<QString> &why, QObject *context, const Reply<T> &reply);

    const Playhead &m_playhead;
    QPointer<Gateway> m_inner;
    NoteKeeper *m_notes = nullptr;
};

} // namespace qd
