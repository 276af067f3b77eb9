// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/live_gateway.h"

#include <QtCore/QThread>

namespace qd {

namespace {

// A purge and a restart answer more than once.
template <typename T>
bool isLast(const Result<T> &)
{
    return true;
}
bool isLast(const Result<PurgeProgress> &progress)
{
    return !progress || progress->done;
}
bool isLast(const Result<RestartProgress> &progress)
{
    return !progress || progress->step == RestartStep::Ready || progress->step == RestartStep::Failed;
}

Error engineGone()
{
    return {ErrorCode::Unavailable, QStringLiteral("The engine of this window has ended; nothing more is sent.")};
}

} // namespace

LiveGateway::LiveGateway(EngineCore &core)
    : m_core(&core)
{}

LiveGateway::~LiveGateway() = default;

void LiveGateway::setHistoryKind(HistoryKind kind)
{
    if (std::exchange(m_history, kind) != kind)
        Q_EMIT availabilityChanged();
}

void LiveGateway::setAvailability(const Availability &availability)
{
    m_availability = availability;
    Q_EMIT availabilityChanged();
}

void LiveGateway::engineEnded()
{
    m_core = nullptr;
    m_availability = {};
    for (auto &[id, pending] : std::exchange(m_pending, {})) {
        if (pending.context)
            pending.fail(engineGone());
    }
    Q_EMIT availabilityChanged();
}

std::optional<QString> LiveGateway::refusal(ActionKind kind) const
{
    if (m_history == HistoryKind::File)
        return QStringLiteral(
            "A recording is on screen: what it shows cannot be acted on. Go back to live first.");
    if (!m_core)
        return engineGone().words;
    // Log and rule files are ours: the service has no say.
    if (kind == ActionKind::Note || kind == ActionKind::Acknowledge || kind == ActionKind::Silence ||
        kind == ActionKind::Rules || kind == ActionKind::Incident)
        return std::nullopt;
    if (m_availability.restarting)
        return QStringLiteral("The service is being restarted.");
    if ((kind == ActionKind::Traffic) && !m_availability.practice)
        return QStringLiteral("Practice traffic is for PRACTICE only.");
    if (kind == ActionKind::Drill && !m_availability.canDrill)
        return QStringLiteral("The service was started without drill switches.");
    if (kind == ActionKind::Deploy && !m_availability.canDeploy)
        return QStringLiteral("Releases are deployed to a service of our own alone: somebody else runs this one.");
    if (kind == ActionKind::Restart || kind == ActionKind::Deploy)
        return m_availability.canRestart
                   ? std::nullopt
                   : std::optional(QStringLiteral("It is starting or stopping already, or nobody would start it "
                                                  "again: only a service under a supervisor can be restarted."));
    if (!m_availability.canAsk)
        return m_availability.problem.isEmpty() ? QStringLiteral("The service does not answer.")
                                                : m_availability.problem;
    return std::nullopt;
}

template <typename T>
std::uint64_t LiveGateway::keep(QObject *context, Reply<T> reply)
{
    Q_ASSERT(context && context->thread() == thread() && QThread::currentThread() == thread());
    auto kept = std::make_shared<Reply<T>>(std::move(reply));
    const std::uint64_t id = ++m_lastId;
    m_pending.emplace(id, Pending{context, kept, [kept](const Error &error) { (*kept)(tl::unexpected(error)); }});
    return id;
}

template <typename T>
void LiveGateway::answer(std::uint64_t id, Result<T> result)
{
    const auto found = m_pending.find(id);
    if (found == m_pending.end())
        return;
    const Pending pending = found->second;
    if (isLast(result) || !pending.context)
        m_pending.erase(found);
    if (pending.context)
        (*std::static_pointer_cast<Reply<T>>(pending.reply))(std::move(result));
}

void LiveGateway::recordRefusal(ActionKind kind, const QString &why)
{
    QMetaObject::invokeMethod(
        m_core,
        [core = m_core, kind, why] {
            if (core->actions())
                core->actions()->recordRefusal(kind, why);
        },
        Qt::QueuedConnection);
}

template <typename T, typename Order>
void LiveGateway::send(std::optional<ActionKind> kind, QObject *context, Reply<T> reply, Order order)
{
    const std::uint64_t id = keep<T>(context, std::move(reply));
    const auto back = [this, id](Result<T> result) {
        // Queued also from our own thread: no caller is answered from within its call.
        QMetaObject::invokeMethod(
            this, [this, id, result = std::move(result)] { answer<T>(id, result); }, Qt::QueuedConnection);
    };
    if (!m_core)
        return back(tl::unexpected(engineGone()));
    if (kind) {
        if (const auto why = refusal(*kind)) {
            recordRefusal(*kind, *why);
            return back(failure(ErrorCode::Refused, *why));
        }
    }
    QMetaObject::invokeMethod(
        m_core,
        [core = m_core, back, order = std::move(order)] {
            if (core->actions())
                order(*core->actions(), back);
            else
                back(failure(ErrorCode::Unavailable, QStringLiteral("Nothing is watched.")));
        },
        Qt::QueuedConnection);
}

void LiveGateway::fetchSessions(const SessionQuery &query, QObject *context, Reply<SessionPage> reply)
{
    send<SessionPage>(
        {}, context, std::move(reply),
        [query](ActionRunner &actions, const Reply<SessionPage> &back) { actions.fetchSessions(query, back); });
}

void LiveGateway::previewPurge(const PurgeSelector &selector, QObject *context, Reply<PurgePreview> reply)
{
    send<PurgePreview>(ActionKind::Purge, context, std::move(reply),
                       [selector](ActionRunner &actions, const Reply<PurgePreview> &back) {
                           actions.previewPurge(selector, back);
                       });
}

void LiveGateway::purge(const PurgeOrder &order, QObject *context, Reply<PurgeProgress> progress)
{
    send<PurgeProgress>(
        ActionKind::Purge, context, std::move(progress),
        [order](ActionRunner &actions, const Reply<PurgeProgress> &back) { actions.purge(order, back); });
}

void LiveGateway::planRestart(QObject *context, Reply<RestartPlan> reply)
{
    send<RestartPlan>(ActionKind::Restart, context, std::move(reply),
                      [](ActionRunner &actions, const Reply<RestartPlan> &back) { actions.planRestart(back); });
}

void LiveGateway::restart(const RestartOrder &order, QObject *context, Reply<RestartProgress> progress)
{
    send<RestartProgress>(
        ActionKind::Restart, context, std::move(progress),
        [order](ActionRunner &actions, const Reply<RestartProgress> &back) { actions.restart(order, back); });
}

void LiveGateway::deploy(const DeployOrder &order, QObject *context, Reply<RestartProgress> progress)
{
    send<RestartProgress>(
        ActionKind::Deploy, context, std::move(progress),
        [order](ActionRunner &actions, const Reply<RestartProgress> &back) { actions.deploy(order, back); });
}

void LiveGateway::endSession(const QString &sessionId, const QString &reason, QObject *context, Reply<bool> reply)
{
    send<bool>(ActionKind::EndSession, context, std::move(reply),
               [sessionId, reason](ActionRunner &actions, const Reply<bool> &back) {
                   actions.endSession(sessionId, reason, back);
               });
}

void LiveGateway::collectNow(const QString &reason, QObject *context, Reply<bool> reply)
{
    send<bool>(ActionKind::Collect, context, std::move(reply),
               [reason](ActionRunner &actions, const Reply<bool> &back) { actions.collect(reason, back); });
}

void LiveGateway::addNote(const QString &text, Timestamp at, QObject *context, Reply<bool> reply)
{
    send<bool>(ActionKind::Note, context, std::move(reply),
               [text, at](ActionRunner &actions, const Reply<bool> &back) { actions.addNote(text, at, back); });
}

void LiveGateway::acknowledge(const QString &alert, const QString &comment, QObject *context, Reply<bool> reply)
{
    send<bool>(ActionKind::Acknowledge, context, std::move(reply),
               [alert, comment](ActionRunner &actions, const Reply<bool> &back) {
                   actions.acknowledge(alert, comment, back);
               });
}

void LiveGateway::silence(const SilenceOrder &order, QObject *context, Reply<QString> reply)
{
    send<QString>(ActionKind::Silence, context, std::move(reply),
                  [order](ActionRunner &actions, const Reply<QString> &back) { actions.silence(order, back); });
}

void LiveGateway::endSilence(const QString &id, QObject *context, Reply<bool> reply)
{
    send<bool>(ActionKind::Silence, context, std::move(reply),
               [id](ActionRunner &actions, const Reply<bool> &back) { actions.endSilence(id, back); });
}

void LiveGateway::openIncident(const incident::Opening &opening, QObject *context, Reply<QString> reply)
{
    send<QString>(
        ActionKind::Incident, context, std::move(reply),
        [opening](ActionRunner &actions, const Reply<QString> &back) { actions.openIncident(opening, back); });
}

void LiveGateway::stepIncident(const IncidentOrder &order, QObject *context, Reply<QString> reply)
{
    send<QString>(
        ActionKind::Incident, context, std::move(reply),
        [order](ActionRunner &actions, const Reply<QString> &back) { actions.stepIncident(order, back); });
}

void LiveGateway::setTraffic(bool running, QObject *context, Reply<bool> reply)
{
    send<bool>(ActionKind::Traffic, context, std::move(reply),
               [running](ActionRunner &actions, const Reply<bool> &back) { actions.setTraffic(running, back); });
}

void LiveGateway::setDrill(const Faults &faults, QObject *context, Reply<bool> reply)
{
    send<bool>(ActionKind::Drill, context, std::move(reply),
               [faults](ActionRunner &actions, const Reply<bool> &back) { actions.setDrill(faults, back); });
}

} // namespace qd

#include "moc_live_gateway.cpp"
