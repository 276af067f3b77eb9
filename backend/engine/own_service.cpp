// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/own_service.h"

#include <algorithm>

namespace qd {

using namespace std::chrono_literals;

namespace {

/// How it ended; an exit code means nothing where a signal ended it.
QJsonObject factsOf(const ChildExit &exit)
{
    return exit.signal != 0 ? QJsonObject{{QStringLiteral("signal"), exit.signal}}
                            : QJsonObject{{QStringLiteral("exit_code"), exit.code}};
}

} // namespace

OwnService::OwnService(const ServiceOptions &options, std::vector<Release> releases, QObject *parent)
    : WatchedService(parent)
    , m_supervisor(options, this)
    , m_releases(std::move(releases))
{
    connect(&m_supervisor, &ServiceSupervisor::stateChanged, this, &WatchedService::factsChanged);
    connect(&m_supervisor, &ServiceSupervisor::launched, this, [this] {
        const protocol::LaunchLine &line = m_supervisor.launchLine();
        tell(EventKind::ServiceStarted, {},
             {{QStringLiteral("pid"), qint64(line.pid)},
              {QStringLiteral("instance"), QString::fromStdString(line.instance)},
              {QStringLiteral("data_port"), line.dataPort},
              {QStringLiteral("admin_port"), line.adminPort},
              {QStringLiteral("release"), release()}});
        Q_EMIT reachable();
    });
    connect(&m_supervisor, &ServiceSupervisor::ready, this, [this] {
        m_hung = false;
        tell(EventKind::ServiceReady, {}, {});
        m_correlation.clear();
        Q_EMIT ready();
    });
    connect(&m_supervisor, &ServiceSupervisor::hung, this, [this] {
        m_hung = true;
        tell(EventKind::ServiceHung, m_supervisor.problem(), {});
        Q_EMIT factsChanged();
    });
    connect(&m_supervisor, &ServiceSupervisor::stopped, this, &OwnService::onStopped);
    connect(&m_supervisor, &ServiceSupervisor::crashed, this, &OwnService::onCrashed);
    connect(&m_supervisor, &ServiceSupervisor::gaveUp, this, [this] {
        tell(EventKind::ServiceStopped, m_supervisor.problem(), {{QStringLiteral("gave_up"), true}});
        m_correlation.clear();
        Q_EMIT unreachable(QStringLiteral("the service is not running"));
        Q_EMIT gaveUp(m_supervisor.problem());
        if (m_ending)
            Q_EMIT ended();
    });
}

void OwnService::setReleases(std::vector<Release> releases, const QString &toCome)
{
    m_releases = std::move(releases);
    m_toCome = toCome;
    Q_EMIT factsChanged();
}

QStringList OwnService::releases() const
{
    QStringList names;
    for (const Release &release : m_releases)
        names << release.name;
    return names;
}

Result<Release> OwnService::find(const QString &name) const
{
    const auto found = std::ranges::find(m_releases, name, &Release::name);
    if (found != m_releases.end())
        return *found;
    if (m_releases.empty())
        return Release{name, {}};
    return failure(ErrorCode::NotFound,
                   QStringLiteral("There is no release “%1” that could be deployed: there are %2. Nothing was "
                                  "changed.")
                       .arg(name, releases().join(QStringLiteral(", "))));
}

void OwnService::choose(const Release &release)
{
    m_before = m_supervisor.nextRelease();
    m_chosen = release.name;
    m_supervisor.setRelease(release);
}

void OwnService::unchoose()
{
    if (!m_before)
        return;
    m_supervisor.setRelease(*std::exchange(m_before, std::nullopt));
    m_chosen.clear();
}

void OwnService::tell(EventKind kind, const QString &reason, QJsonObject body)
{
    Event event;
    event.kind = kind;
    event.subject = QStringLiteral("sessiond");
    event.reason = reason;
    event.correlation = m_correlation;
    event.body = std::move(body);
    Q_EMIT happened(event);
}

void OwnService::onStopped(const ChildExit &exit)
{
    tell(EventKind::ServiceStopped, {}, factsOf(exit));
    Q_EMIT unreachable(QStringLiteral("the service was stopped"));
    Q_EMIT stopped();
    if (m_ending)
        Q_EMIT ended();
}

void OwnService::onCrashed(const ChildExit &exit)
{
    tell(EventKind::ServiceCrashed, QStringLiteral("sessiond %1").arg(exit.words()), factsOf(exit));
    Q_EMIT unreachable(QStringLiteral("sessiond %1").arg(exit.words()));
}

void OwnService::start()
{
    m_supervisor.start();
}

void OwnService::end(const AdminCaller &caller)
{
    m_ending = true;
    m_correlation = caller.correlation;
    m_supervisor.stop(1s, caller);
}

void OwnService::restart(Millis drainDeadline, const AdminCaller &caller)
{
    if (m_ending)
        return Q_EMIT gaveUp(QStringLiteral("The window closes and the service with it; it is not restarted."));
    m_correlation = caller.correlation;
    m_supervisor.restart(drainDeadline, caller);
}

void OwnService::giveUpRestart()
{
    m_correlation.clear();
}

ServiceFacts OwnService::facts() const
{
    ServiceFacts facts;
    facts.problem = m_supervisor.problem();
    facts.release = release();
    facts.pid = m_supervisor.pid();
    facts.canRestart =
        m_supervisor.state() != ServiceState::Draining && m_supervisor.state() != ServiceState::Starting;
    facts.instance = QString::fromStdString(m_supervisor.launchLine().instance);
    switch (m_supervisor.state()) {
    case ServiceState::Starting:
        facts.health = m_hung ? Health::Hung : Health::Starting;
        break;
    case ServiceState::Ready:
        facts.health = m_hung ? Health::Hung : Health::Ok;
        facts.admin = m_supervisor.adminEndpoint();
        break;
    case ServiceState::Draining:
        facts.health = Health::Draining;
        break;
    case ServiceState::Stopped:
    case ServiceState::BackingOff:
    case ServiceState::Failed:
        facts.health = Health::Down;
        break;
    }
    return facts;
}

} // namespace qd

#include "moc_own_service.cpp"
