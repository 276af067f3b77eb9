// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/event_writer.h"
#include "backend/engine/own_service.h"
#include "backend/engine/restart_verdict.h"
#include "backend/supervisor/traffic_supervisor.h"
#include "model/action/gateway.h"

#include <QtCore/QObject>

#include <functional>

namespace qd {

class AdminClient;
class RestartAction;

/// What actions act on; owned by the engine, which outlives them.
struct EngineParts
{
    const Clock *clock = nullptr;
    EventWriter *events = nullptr;
    WatchedService *service = nullptr;
    OwnService *own = nullptr;            ///< null when attached
    TrafficSupervisor *traffic = nullptr; ///< null unless PRACTICE
    RestartVerdicts *verdicts = nullptr;
    std::function<AdminClient *()> admin; ///< null while nobody can be asked
    std::function<SeriesSnapshot()> series;
    QString operatorName;
    Millis restartPatience = std::chrono::minutes(3); ///< beyond the drain; past this somebody must look at it
    const StoryClock *story = nullptr; ///< of a re-enactment, whose time what the service tells is in
};

/// The gateway's hands, on the engine thread. Each action commits its intent, then acts, then commits what was
/// measured; the three share a correlation with the service's own events. Replies come on the engine thread.
class ActionRunner : public QObject
{
    Q_OBJECT

public:
    template <typename T>
    using Reply = std::function<void(Result<T>)>;

    explicit ActionRunner(EngineParts parts, QObject *parent = nullptr);

    void fetchSessions(const SessionQuery &query, Reply<SessionPage> reply);
    void previewPurge(const PurgeSelector &selector, Reply<PurgePreview> reply);
    void purge(const PurgeOrder &order, Reply<PurgeProgress> progress);
    void planRestart(Reply<RestartPlan> reply);
    void restart(const RestartOrder &order, Reply<RestartProgress> progress);
    void deploy(const DeployOrder &order, Reply<RestartProgress> progress);
    void endSession(const QString &sessionId, const QString &reason, Reply<bool> reply);
    void collect(const QString &reason, Reply<bool> reply);
    /// `by`: whose note it is; empty: the operator's.
    void addNote(const QString &text, Timestamp at, Reply<bool> reply, const QString &by = {});
    void acknowledge(const QString &alert, const QString &comment, const Reply<bool> &reply);
    void silence(const SilenceOrder &order, const Reply<QString> &reply);
    void endSilence(const QString &id, const Reply<bool> &reply);
    void openIncident(const incident::Opening &opening, const Reply<QString> &reply);
    void stepIncident(IncidentOrder order, const Reply<QString> &reply);
    void setTraffic(bool running, Reply<bool> reply);
    void setDrill(const Faults &faults, Reply<bool> reply);

    /// An action that the gateway refused is part of the history as well.
    void recordRefusal(ActionKind kind, const QString &why);

    /// The window closes: actions under way are written down as not seen to their end.
    void abandon(const QString &why);

    /// A scrape succeeded: a restart that waits for the first figures goes on.
    void onGoodScrape();
    [[nodiscard]] bool isRestarting() const { return m_restart != nullptr; }

Q_SIGNALS:
    void restartingChanged();

private:
    [[nodiscard]] Result<AdminClient *> admin() const;
    void countActive(PurgePreview preview, Reply<PurgePreview> reply);
    /// Sends with the intent committed before and the outcome after; `send` gets the client and the caller.
    template <typename Send>
    void act(Event intent, EventKind outcome, const Reply<bool> &reply, Send send);

    void begin(RestartAction *restart);
    void tell(std::vector<SessionRow> &rows) const;

    EngineParts m_parts;
    RestartAction *m_restart = nullptr;
};

/// An intent as an event: who, why, and a fresh correlation.
[[nodiscard]] Event intentOf(const EngineParts &parts, EventKind kind, const QString &subject,
                             const QString &reason, QJsonObject body = {});
/// The outcome that belongs to it; ActionFailed carries the error's words.
[[nodiscard]] Event outcomeOf(const Event &intent, EventKind kind, const QString &words, QJsonObject body = {});

} // namespace qd
