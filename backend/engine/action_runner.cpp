// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/action_runner.h"

#include "backend/admin/admin_client.h"
#include "backend/engine/purge_action.h"
#include "backend/engine/restart_action.h"
#include "backend/engine/service_health.h"
#include "backend/protocol/names.h"
#include "model/rules/derived_names.h"

namespace qd {

Event intentOf(const EngineParts &parts, EventKind kind, const QString &subject, const QString &reason,
               QJsonObject body)
{
    Event event;
    event.kind = kind;
    event.subject = subject;
    event.actor = parts.operatorName;
    event.reason = reason;
    event.correlation = EventWriter::newCorrelation();
    event.body = std::move(body);
    return event;
}

Event outcomeOf(const Event &intent, EventKind kind, const QString &words, QJsonObject body)
{
    Event event;
    event.kind = kind;
    event.subject = intent.subject;
    event.actor = intent.actor;
    event.reason = words;
    event.correlation = intent.correlation;
    event.body = std::move(body);
    return event;
}

ActionRunner::ActionRunner(EngineParts parts, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
{}

Result<AdminClient *> ActionRunner::admin() const
{
    if (AdminClient *client = m_parts.admin())
        return client;
    const QString problem = m_parts.service->facts().problem;
    return failure(ErrorCode::Unavailable,
                   problem.isEmpty() ? QStringLiteral("The service is not running.") : problem);
}

void ActionRunner::fetchSessions(const SessionQuery &query, Reply<SessionPage> reply)
{
    const auto client = admin();
    if (!client)
        return reply(tl::unexpected(client.error()));
    const auto take = [this, reply = std::move(reply)](Result<SessionPage> page) {
        if (page)
            tell(page->rows);
        reply(std::move(page));
    };
    (*client)->sessions(query, whileAlive(this, take));
}

/// In the time of what is on screen.
void ActionRunner::tell(std::vector<SessionRow> &rows) const
{
    if (!m_parts.story)
        return;
    for (SessionRow &row : rows)
        for (Timestamp *at : {&row.createdAt, &row.lastSeenAt, &row.expiresAt})
            *at = m_parts.story->told(*at);
}

void ActionRunner::previewPurge(const PurgeSelector &selector, Reply<PurgePreview> reply)
{
    const auto client = admin();
    if (!client)
        return reply(tl::unexpected(client.error()));
    const AdminCaller caller{m_parts.operatorName, {}, {}};
    const auto take = [this, reply = std::move(reply)](Result<PurgePreview> preview) {
        if (!preview)
            return reply(std::move(preview));
        tell(preview->sample);
        if (m_parts.story)
            preview->expiresAt = m_parts.story->told(preview->expiresAt);
        preview->loginsPerSecond =
            newestValue(m_parts.series(), derived::loginRate, {}, m_parts.clock->now()).value_or(0);
        if (preview->selector.state != PurgeSelector::State::Any)
            preview->activeMatched = preview->selector.touchesActive() ? preview->matched : 0;
        else
            return countActive(std::move(*preview), reply);
        reply(std::move(preview));
    };
    (*client)->previewPurge(selector, caller, whileAlive(this, take));
}

void ActionRunner::countActive(PurgePreview preview, Reply<PurgePreview> reply)
{
    const auto client = admin();
    if (!client)
        return reply(tl::unexpected(client.error()));
    PurgeSelector active = preview.selector;
    active.state = PurgeSelector::State::Active;
    (*client)->previewPurge(active, {m_parts.operatorName, {}, {}},
                            [preview = std::move(preview), reply](const Result<PurgePreview> &counted) mutable {
                                if (!counted)
                                    return reply(tl::unexpected(counted.error()));
                                preview.activeMatched = std::min(counted->matched, preview.matched);
                                reply(std::move(preview));
                            });
}

void ActionRunner::purge(const PurgeOrder &order, Reply<PurgeProgress> progress)
{
    auto *action = new PurgeAction(m_parts, order, std::move(progress), this);
    action->start();
}

void ActionRunner::planRestart(Reply<RestartPlan> reply)
{
    const auto client = admin();
    if (!client)
        return reply(RestartPlan()); // it is down: nothing in flight is known, and starting it is still possible
    (*client)->status([reply = std::move(reply)](const Result<QJsonObject> &status) {
        if (!status)
            return reply(RestartPlan());
        const QJsonObject sessions = (*status)[u"sessions"].toObject();
        RestartPlan plan;
        plan.requestsInFlight = static_cast<int>((*status)[u"in_flight"].toInteger(-1));
        plan.sessionsKept = sessions[u"active"].toInteger(-1);
        plan.retainedDropped = sessions[u"retained"].toInteger(-1);
        reply(plan);
    });
}

void ActionRunner::restart(const RestartOrder &order, Reply<RestartProgress> progress)
{
    if (m_restart)
        return progress(failure(ErrorCode::Refused, QStringLiteral("A restart is already under way.")));
    begin(new RestartAction(m_parts, order, {}, std::move(progress), this));
}

void ActionRunner::deploy(const DeployOrder &order, Reply<RestartProgress> progress)
{
    if (m_restart)
        return progress(failure(ErrorCode::Refused, QStringLiteral("A restart is already under way.")));
    if (!m_parts.own)
        return progress(failure(ErrorCode::Refused, QStringLiteral("Somebody else runs this service.")));
    begin(new RestartAction(m_parts, {order.reason, order.drainDeadline}, order, std::move(progress), this));
}

void ActionRunner::begin(RestartAction *restart)
{
    m_restart = restart;
    connect(m_restart, &RestartAction::finished, this, [this] {
        m_restart->deleteLater();
        m_restart = nullptr;
        Q_EMIT restartingChanged();
    });
    Q_EMIT restartingChanged();
    m_restart->start();
}

void ActionRunner::recordRefusal(ActionKind kind, const QString &why)
{
    static constexpr const char *names[]{"purge", "restart",     "end session", "collect", "note",     "traffic",
                                         "drill", "acknowledge", "silence",     "rules",   "incident", "deploy"};
    (void)m_parts.events->write(
        intentOf(m_parts, EventKind::ActionRefused, QLatin1String(names[static_cast<std::size_t>(kind)]), why));
}

void ActionRunner::abandon(const QString &why)
{
    if (m_restart)
        m_restart->abandon(why);
    for (PurgeAction *purge : findChildren<PurgeAction *>(QString(), Qt::FindDirectChildrenOnly))
        purge->abandon(why);
    for (Event &verdict : m_parts.verdicts->abandon(m_parts.clock->now(), why))
        (void)m_parts.events->write(std::move(verdict));
}

void ActionRunner::onGoodScrape()
{
    if (m_restart)
        m_restart->onGoodScrape();
}

template <typename Send>
void ActionRunner::act(Event intent, EventKind outcome, const Reply<bool> &reply, Send send)
{
    const auto client = admin();
    if (!client)
        return reply(tl::unexpected(client.error()));
    if (const auto committed = m_parts.events->write(intent); !committed)
        return reply(tl::unexpected(committed.error()));
    const AdminCaller caller{m_parts.operatorName, intent.reason, intent.correlation};
    send(**client, caller, whileAlive(this, [this, intent, outcome, reply](Result<bool> done) {
        (void)m_parts.events->write(done ? outcomeOf(intent, outcome, intent.reason, intent.body)
                                         : outcomeOf(intent, EventKind::ActionFailed, done.error().words));
        reply(std::move(done));
    }));
}

void ActionRunner::endSession(const QString &sessionId, const QString &reason, Reply<bool> reply)
{
    act(intentOf(m_parts, EventKind::SessionEndRequested, sessionId, reason), EventKind::SessionEnded, reply,
        [sessionId](AdminClient &client, const AdminCaller &caller, Reply<bool> done) {
            client.endSession(sessionId, caller, std::move(done));
        });
}

void ActionRunner::collect(const QString &reason, Reply<bool> reply)
{
    const auto client = admin();
    if (!client)
        return reply(tl::unexpected(client.error()));
    const Event intent = intentOf(m_parts, EventKind::CollectRequested, QStringLiteral("collector"), reason);
    if (const auto committed = m_parts.events->write(intent); !committed)
        return reply(tl::unexpected(committed.error()));
    const auto take = [this, intent, reply](Result<bool> done) {
        // What the pass did is in the service's own events.
        if (!done)
            (void)m_parts.events->write(outcomeOf(intent, EventKind::ActionFailed, done.error().words));
        reply(std::move(done));
    };
    (*client)->collect({m_parts.operatorName, reason, intent.correlation}, whileAlive(this, take));
}

void ActionRunner::addNote(const QString &text, Timestamp at, Reply<bool> reply, const QString &by)
{
    Event note = intentOf(m_parts, EventKind::Note, QStringLiteral("note"), text);
    note.at = at;
    if (!by.isEmpty())
        note.actor = by;
    reply(m_parts.events->write(std::move(note)).map([](std::uint64_t) { return true; }));
}

void ActionRunner::setTraffic(bool running, Reply<bool> reply)
{
    if (!m_parts.traffic || !m_parts.own)
        return reply(failure(ErrorCode::Refused, QStringLiteral("Practice traffic is for PRACTICE only.")));
    const ServiceSupervisor &supervisor = m_parts.own->supervisor();
    if (running && supervisor.state() != ServiceState::Ready)
        return reply(failure(ErrorCode::Unavailable, QStringLiteral("The service is not ready for traffic.")));
    const Event intent = intentOf(m_parts, EventKind::TrafficChanged, QStringLiteral("traffic"), {},
                                  {{QStringLiteral("running"), running}});
    if (const auto committed = m_parts.events->write(intent); !committed)
        return reply(tl::unexpected(committed.error()));
    if (!running) {
        m_parts.traffic->stop();
        return reply(true);
    }
    const auto started = m_parts.traffic->start(
        supervisor.launchLine().dataPort, supervisor.launchLine().adminPort, supervisor.adminEndpoint().token);
    if (!started)
        (void)m_parts.events->write(outcomeOf(intent, EventKind::ActionFailed, started.error().words));
    reply(started.map([] { return true; }));
}

void ActionRunner::setDrill(const Faults &faults, Reply<bool> reply)
{
    const Event intent = intentOf(m_parts, EventKind::DrillChanged, QStringLiteral("drill"), {}, toJson(faults));
    const auto client = admin();
    if (!client)
        return reply(tl::unexpected(client.error()));
    if (const auto committed = m_parts.events->write(intent); !committed)
        return reply(tl::unexpected(committed.error()));
    const auto take = [this, intent, reply](Result<bool> done) {
        if (!done)
            (void)m_parts.events->write(outcomeOf(intent, EventKind::ActionFailed, done.error().words));
        reply(std::move(done));
    };
    (*client)->setDrill(faults, {m_parts.operatorName, {}, intent.correlation}, whileAlive(this, take));
}

} // namespace qd

#include "moc_action_runner.cpp"
