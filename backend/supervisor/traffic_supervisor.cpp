// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/supervisor/traffic_supervisor.h"

#include "backend/supervisor/find_program.h"
#include "model/base/clock.h"

#include <QtCore/QJsonDocument>

namespace qd {

TrafficSupervisor::TrafficSupervisor(TrafficOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_child(this)
    , m_again(this)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &TrafficSupervisor::launch);
    connect(&m_child, &ChildProcess::lineRead, this, &TrafficSupervisor::onLine);
    connect(&m_child, &ChildProcess::finished, this, &TrafficSupervisor::onFinished);
}

Result<void> TrafficSupervisor::start(quint16 dataPort, quint16 adminPort, const QByteArray &token)
{
    if (m_child.isRunning()) {
        if (!m_stopping)
            return {};
        return failure(ErrorCode::Conflict,
                       QStringLiteral("Practice traffic is still ending; try again in a moment."));
    }
    const Result<QString> program = findProgram(QStringLiteral("sessiontraffic"), m_options.program);
    if (!program)
        return tl::unexpected(program.error());
    const auto address = [](quint16 port) { return QStringLiteral("127.0.0.1:%1").arg(port); };
    QStringList arguments{QStringLiteral("--data"),     address(dataPort),
                          QStringLiteral("--admin"),    address(adminPort),
                          QStringLiteral("--users"),    QString::number(m_options.users),
                          QStringLiteral("--progress"), QStringLiteral("--duration"),
                          QStringLiteral("0s")};
    if (m_options.requestsPerSecond > 0)
        arguments << QStringLiteral("--rate") << QString::number(m_options.requestsPerSecond);
    if (!m_options.scenario.isEmpty())
        arguments << QStringLiteral("--scenario") << m_options.scenario;
    if (!m_options.keyFile.isEmpty())
        arguments << QStringLiteral("--key-file") << m_options.keyFile;
    m_launch = {*program, arguments + m_options.extraArguments, token, true};
    m_policy.reset();
    launch();
    return {};
}

void TrafficSupervisor::launch()
{
    m_again.stop();
    m_wasStarted = true;
    m_stopping = false;
    m_failed = -1;
    m_policy.becameReady(steadyNow());
    m_child.start(m_launch);
    Q_EMIT changed();
}

void TrafficSupervisor::renewToken(const QByteArray &token)
{
    m_launch.secret = token;
    m_child.sendSecret(token);
}

void TrafficSupervisor::stop()
{
    if (!m_child.isRunning() && !m_again.isActive())
        return;
    m_stopping = true;
    if (!m_child.isRunning()) { // and was to be started again
        m_again.stop();
        return Q_EMIT changed();
    }
    m_child.terminate(std::chrono::seconds(2));
}

void TrafficSupervisor::onLine(const QByteArray &line)
{
    const QJsonObject progress = QJsonDocument::fromJson(line).object();
    if (progress[u"event"].toString() == u"progress")
        m_failed = progress[u"unanswered"].toInteger() + progress[u"refused"].toInteger();
}

void TrafficSupervisor::onFinished(const ChildExit &exit)
{
    m_failed = -1;
    if (m_stopping)
        return Q_EMIT changed();
    const std::optional<Millis> delay = m_policy.crashed(steadyNow());
    if (delay)
        m_again.start(*delay);
    Q_EMIT died(
        delay ? QStringLiteral("Practice traffic ended: sessiontraffic %1. It is started again.").arg(exit.words())
              : QStringLiteral("Practice traffic ended %1 times in ten minutes and is not started again: "
                               "sessiontraffic %2. Start it by hand.")
                    .arg(RestartPolicy::mostCrashes)
                    .arg(exit.words()),
        !delay);
}

} // namespace qd

#include "moc_traffic_supervisor.cpp"
