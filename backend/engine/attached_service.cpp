// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/attached_service.h"

#include "backend/admin/admin_client.h"

#include <QtCore/QTimer>

namespace qd {

using namespace std::chrono_literals;

namespace {

constexpr Millis calmInterval = 5s;
constexpr Millis restartInterval = 250ms;

} // namespace

AttachedService::AttachedService(const Endpoint &endpoint, QObject *parent)
    : WatchedService(parent)
    , m_endpoint(endpoint)
    , m_admin(std::make_unique<AdminClient>(endpoint))
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &AttachedService::ask);
    m_facts.health = Health::Unknown;
    m_facts.admin = endpoint;
}

AttachedService::~AttachedService() = default;

void AttachedService::start()
{
    Q_EMIT reachable();
    ask();
}

void AttachedService::end(const AdminCaller &)
{
    m_ending = true;
    m_timer->stop();
    Q_EMIT ended();
}

ServiceFacts AttachedService::facts() const
{
    return m_facts;
}

void AttachedService::ask()
{
    m_admin->status([this](const Result<QJsonObject> &status) {
        if (status)
            onStatus(*status);
        else
            onSilence(status.error().words, status.error().code == ErrorCode::Unavailable);
        if (!m_ending)
            m_timer->start(m_restarting ? restartInterval : calmInterval);
    });
}

void AttachedService::onStatus(const QJsonObject &status)
{
    const QString instance = status[u"instance"].toString();
    const QJsonValue supervisor = status[u"supervisor"];
    const bool isReady = status[u"ready"].toBool(status[u"readiness"].toString() == u"ready");
    const QString before = std::exchange(m_facts.instance, instance);
    m_facts.release = status[u"release"].toString();
    m_facts.canRestart = !supervisor.isNull() && !supervisor.isUndefined() && supervisor.toString() != u"none" &&
                         supervisor != QJsonValue(false);
    m_facts.health = isReady ? Health::Ok : m_restarting ? Health::Draining : Health::Starting;
    m_facts.problem.clear();
    if (m_restarting && instance != m_instanceBefore)
        onWentAway(); // it may have been back before anybody missed it
    if (!before.isEmpty() && before != instance)
        tell(EventKind::ServiceStarted, QStringLiteral("another instance answers"), instance);
    if (m_restarting && isReady && instance != m_instanceBefore) {
        m_restarting = false;
        tell(EventKind::ServiceReady, {}, instance);
        m_correlation.clear();
        Q_EMIT reachable();
        Q_EMIT ready();
    }
    Q_EMIT factsChanged();
}

void AttachedService::onSilence(const QString &why, bool nobodyThere)
{
    const bool news = m_facts.health != Health::Down;
    m_facts.health = nobodyThere ? Health::Down : Health::Unknown;
    m_facts.problem = why;
    if (m_restarting && nobodyThere && news)
        onWentAway();
    Q_EMIT factsChanged();
}

void AttachedService::onWentAway()
{
    if (std::exchange(m_wentAway, true))
        return;
    tell(EventKind::ServiceStopped, {}, m_instanceBefore);
    Q_EMIT stopped();
}

void AttachedService::tell(EventKind kind, const QString &reason, const QString &instance)
{
    Event event;
    event.kind = kind;
    event.subject = QStringLiteral("sessiond");
    event.reason = reason;
    event.correlation = m_correlation;
    event.body = {{QStringLiteral("instance"), instance}};
    Q_EMIT happened(event);
}

void AttachedService::restart(Millis drainDeadline, const AdminCaller &caller)
{
    if (m_ending)
        return Q_EMIT gaveUp(QStringLiteral("The window closes; the service is not restarted."));
    m_restarting = true;
    m_wentAway = false;
    m_instanceBefore = m_facts.instance;
    m_correlation = caller.correlation;
    m_facts.health = Health::Draining;
    Q_EMIT factsChanged();
    m_admin->drain(drainDeadline, caller, [this](const Result<bool> &drained) {
        if (!drained) {
            giveUpRestart();
            Q_EMIT gaveUp(drained.error().words);
        }
        m_timer->start(m_restarting ? restartInterval : Millis(0));
    });
}

void AttachedService::giveUpRestart()
{
    m_restarting = false;
    m_correlation.clear();
}

} // namespace qd

#include "moc_attached_service.cpp"
