// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/orders.h"
#include "model/base/error.h"

#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace qd {

enum class ActionKind {
    Purge,
    Restart,
    EndSession,
    Collect,
    Note,
    Traffic,
    Drill,
    Acknowledge,
    Silence,
    Rules,
    Incident,
    Deploy
};

/// The one way in which the window changes the world. Everything is asynchronous; replies arrive on the thread of
/// `context` and never after it is destroyed. The implementation commits the intent to the event log before it
/// acts, and what was measured afterwards; it refuses (ErrorCode::Refused) when the history on screen is a file.
class Gateway : public QObject
{
    Q_OBJECT

public:
    template <typename T>
    using Reply = std::function<void(Result<T>)>;

    using QObject::QObject;

    /// Why the action cannot be done now; nullopt when it can. Cheap; for enabling buttons with a reason.
    [[nodiscard]] virtual std::optional<QString> refusal(ActionKind kind) const = 0;

    virtual void fetchSessions(const SessionQuery &query, QObject *context, Reply<SessionPage> reply) = 0;
    virtual void previewPurge(const PurgeSelector &selector, QObject *context, Reply<PurgePreview> reply) = 0;
    /// Called repeatedly until done or an error.
    virtual void purge(const PurgeOrder &order, QObject *context, Reply<PurgeProgress> progress) = 0;
    virtual void planRestart(QObject *context, Reply<RestartPlan> reply) = 0;
    /// Called once a step, ending with Ready or Failed or an error.
    virtual void restart(const RestartOrder &order, QObject *context, Reply<RestartProgress> progress) = 0;
    /// As restart(); Refused where the service is none of ours. No such release: its one answer is Failed, with
    /// why.
    virtual void deploy(const DeployOrder &order, QObject *context, Reply<RestartProgress> progress) = 0;
    virtual void endSession(const QString &sessionId, const QString &reason, QObject *context,
                            Reply<bool> reply) = 0;
    virtual void collectNow(const QString &reason, QObject *context, Reply<bool> reply) = 0;
    /// A note of the operator at an instant of the timeline, durable before the reply.
    virtual void addNote(const QString &text, Timestamp at, QObject *context, Reply<bool> reply) = 0;
    /// Somebody looks after an alert that fires; `alert` is its identity in the log. Conflict: it fires no more.
    virtual void acknowledge(const QString &alert, const QString &comment, QObject *context,
                             Reply<bool> reply) = 0;
    /// Answers with the id of the silence, durable before the reply. Invalid: no matchers, or no time.
    virtual void silence(const SilenceOrder &order, QObject *context, Reply<QString> reply) = 0;
    /// NotFound: it is over, or never was.
    virtual void endSilence(const QString &id, QObject *context, Reply<bool> reply) = 0;
    /// An incident by hand; answers with its id, durable before the reply. Invalid, TooLarge as incident::check().
    virtual void openIncident(const incident::Opening &opening, QObject *context, Reply<QString> reply) = 0;
    /// Anything that becomes of an incident, durable before the reply, which has the id of the hypothesis or task,
    /// or else of the incident. NotFound: no such incident or entry. Conflict: the entry is corrected already.
    virtual void stepIncident(const IncidentOrder &order, QObject *context, Reply<QString> reply) = 0;
    /// Starts or stops practice traffic on our own child.
    virtual void setTraffic(bool running, QObject *context, Reply<bool> reply) = 0;
    virtual void setDrill(const Faults &faults, QObject *context, Reply<bool> reply) = 0;

Q_SIGNALS:
    /// What refusal() answers may have changed.
    void availabilityChanged();
};

} // namespace qd
