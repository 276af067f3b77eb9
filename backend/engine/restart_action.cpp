// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/restart_action.h"

#include "backend/admin/admin_client.h"
#include "backend/engine/service_health.h"
#include "backend/protocol/names.h"

#include <QtCore/QTimer>

namespace qd {

using namespace std::chrono_literals;

namespace {

constexpr Millis scrapePatience = 3s;
// Of a service that hangs no evidence comes, and it is restarted because of that.
constexpr Millis evidencePatience = 2s;

} // namespace

RestartAction::RestartAction(const EngineParts &parts, const RestartOrder &order,
                             std::optional<DeployOrder> deploy, ActionRunner::Reply<RestartProgress> progress,
                             QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_order(order)
    , m_deploy(std::move(deploy))
    , m_reply(std::move(progress))
    , m_deadline(new QTimer(this))
{
    m_deadline->setSingleShot(true);
    connect(m_deadline, &QTimer::timeout, this, [this] {
        if (m_awaitsScrape)
            return succeed(); // it is ready, only its figures are late
        fail({ErrorCode::Timeout,
              QStringLiteral("The service has not become ready again. It is left as it is; look "
                             "at its log.")});
    });
}

void RestartAction::start()
{
    m_startedAt = m_parts.clock->now();
    if (m_deploy) {
        m_releaseBefore = m_parts.own->release();
        const auto found = m_parts.own->find(m_deploy->release);
        if (!found)
            return fail(found.error());
        m_release = *found;
    }
    m_failedBefore = m_parts.traffic ? m_parts.traffic->failedRequests() : -1;
    AdminClient *client = m_parts.admin();
    if (!client)
        return begin({{QStringLiteral("status"), QJsonValue::Null}});
    const auto take = [this](const Result<QJsonObject> &status) {
        begin({{QStringLiteral("status"), status ? QJsonValue(*status) : QJsonValue(status.error().words)}});
    };
    client->evidence(whileAlive(this, take), evidencePatience);
}

/// What a deploy says of itself, before and after.
QJsonObject RestartAction::deployed() const
{
    QJsonObject body{{QStringLiteral("release"), m_deploy->release}, {QStringLiteral("before"), m_releaseBefore}};
    if (m_deploy->isRollback)
        body[u"rollback"] = true;
    return body;
}

Event RestartAction::intent(const QJsonObject &evidence) const
{
    QJsonObject body = m_deploy ? deployed() : QJsonObject();
    body[u"evidence"] = evidence;
    body[u"drain_seconds"] = qint64(m_order.drainDeadline.count());
    Event intent = intentOf(m_parts, m_deploy ? EventKind::DeployRequested : EventKind::RestartRequested,
                            QStringLiteral("sessiond"), m_order.reason, std::move(body));
    if (m_deploy && !m_deploy->by.isEmpty())
        intent.actor = m_deploy->by;
    return intent;
}

void RestartAction::begin(const QJsonObject &evidence)
{
    if (m_over) // the window closed while the service was asked: nothing is ordered behind its back
        return;
    m_intent = intent(evidence);
    if (const auto committed = m_parts.events->write(m_intent); !committed) {
        m_intent.correlation.clear();
        return fail(committed.error());
    }
    if (m_release)
        m_parts.own->choose(*m_release);
    step(RestartStep::EvidenceCaptured);
    WatchedService *service = m_parts.service;
    connect(service, &WatchedService::stopped, this, [this] { step(RestartStep::Stopped); });
    connect(service, &WatchedService::reachable, this, [this] { step(RestartStep::Started); });
    connect(service, &WatchedService::ready, this, &RestartAction::onReady);
    connect(service, &WatchedService::gaveUp, this, [this](const QString &why) {
        fail({ErrorCode::Unavailable, why});
    });
    m_deadline->start(m_order.drainDeadline + m_parts.restartPatience);
    step(RestartStep::Draining);
    service->restart(m_order.drainDeadline, {m_parts.operatorName, m_order.reason, m_intent.correlation});
}

void RestartAction::step(RestartStep step, const QString &words)
{
    if (!m_over)
        m_reply(RestartProgress{step, elapsed(), requestsFailed(), -1, words});
}

std::int64_t RestartAction::requestsFailed() const
{
    const std::int64_t now = m_parts.traffic ? m_parts.traffic->failedRequests() : -1;
    return now < 0 || m_failedBefore < 0 ? -1 : std::max<std::int64_t>(0, now - m_failedBefore);
}

void RestartAction::onReady()
{
    m_readyAt = m_parts.clock->now();
    m_awaitsScrape = true;
    m_deadline->start(scrapePatience);
}

void RestartAction::onGoodScrape()
{
    if (m_awaitsScrape)
        succeed();
}

void RestartAction::succeed()
{
    if (std::exchange(m_over, true))
        return;
    m_deadline->stop();
    const auto kept = newestValue(m_parts.series(), protocol::metric::kSessions, Labels({{"state", "active"}}),
                                  m_parts.clock->now(), 2s);
    RestartProgress progress{RestartStep::Ready,
                             m_readyAt - m_startedAt,
                             requestsFailed(),
                             kept ? static_cast<std::int64_t>(*kept) : -1,
                             {}};
    QJsonObject body = m_deploy ? deployed() : QJsonObject();
    body[u"elapsed_ms"] = qint64(progress.elapsed.count());
    body[u"requests_failed"] = qint64(progress.requestsFailed);
    body[u"sessions_kept"] = qint64(progress.sessionsKept);
    (void)m_parts.events->write(outcomeOf(m_intent, m_deploy ? EventKind::Deploy : EventKind::RestartFinished,
                                          m_order.reason, std::move(body)));
    putOnTrial();
    m_reply(progress);
    Q_EMIT finished();
}

/// What a pipeline deploys is nobody's experiment; it ends the one that was under way.
void RestartAction::putOnTrial()
{
    const bool isTrial = !m_deploy || m_deploy->by.isEmpty();
    const Timestamp requestedAt = m_intent.at == Timestamp{} ? m_startedAt : m_intent.at;
    for (Event &unseen :
         isTrial ? m_parts.verdicts->begin(
                       {requestedAt, m_readyAt, m_intent.correlation, m_deploy ? m_deploy->release : QString()})
                 : m_parts.verdicts->abandon(m_readyAt, QStringLiteral("another release was deployed")))
        (void)m_parts.events->write(std::move(unseen));
}

void RestartAction::abandon(const QString &why)
{
    if (std::exchange(m_over, true) || m_intent.correlation.isEmpty())
        return;
    m_deadline->stop();
    (void)m_parts.events->write(outcomeOf(m_intent, EventKind::ActionFailed,
                                          QStringLiteral("Not seen: %1.").arg(why),
                                          {{QStringLiteral("not_seen"), true}}));
}

/// A release that was never deployed must not come with the next crash or restart.
QString RestartAction::takeBack()
{
    if (!m_release || m_intent.correlation.isEmpty())
        return {};
    m_parts.own->unchoose();
    return m_releaseBefore.isEmpty() ? QStringLiteral(" The next start is of the release before it.")
                                     : QStringLiteral(" The next start is of %1 again.").arg(m_releaseBefore);
}

void RestartAction::fail(const Error &error)
{
    if (std::exchange(m_over, true))
        return;
    m_deadline->stop();
    m_parts.service->giveUpRestart();
    const QString words = error.words + takeBack();
    if (!m_intent.correlation.isEmpty())
        (void)m_parts.events->write(outcomeOf(m_intent, EventKind::ActionFailed, words));
    m_reply(RestartProgress{RestartStep::Failed, elapsed(), requestsFailed(), -1, words});
    Q_EMIT finished();
}

} // namespace qd

#include "moc_restart_action.cpp"
