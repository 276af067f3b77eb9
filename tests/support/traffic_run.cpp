// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/traffic_run.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QJsonDocument>

#include <fcntl.h>
#include <unistd.h>

namespace qd::test {

TrafficRun::TrafficRun(const RealSessiond &service, const QStringList &arguments)
{
    int tokenPipe[2];
    int lifePipe[2];
    if (::pipe2(tokenPipe, O_CLOEXEC) != 0 || ::pipe2(lifePipe, O_CLOEXEC) != 0) {
        return;
    }
    const QByteArray line = service.adminToken() + '\n';
    [[maybe_unused]] const ssize_t written = ::write(tokenPipe[1], line.constData(), size_t(line.size()));
    ::close(tokenPipe[1]);
    m_lifeline = lifePipe[1];
    const QStringList fixed{QStringLiteral("--data"),           QString::number(service.dataPort()),
                            QStringLiteral("--admin"),          QString::number(service.adminPort()),
                            QStringLiteral("--admin-token-fd"), QString::number(tokenPipe[0]),
                            QStringLiteral("--parent-fd"),      QString::number(lifePipe[0])};
    m_process.setChildProcessModifier([token = tokenPipe[0], life = lifePipe[0]] {
        ::fcntl(token, F_SETFD, 0);
        ::fcntl(life, F_SETFD, 0);
    });
    m_process.start(programPath(QStringLiteral("sessiontraffic")), fixed + arguments);
    m_process.waitForStarted();
    ::close(tokenPipe[0]);
    ::close(lifePipe[0]);
}

TrafficRun::~TrafficRun()
{
    orphan();
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

void TrafficRun::collect()
{
    while (m_process.canReadLine()) {
        m_lines << QJsonDocument::fromJson(m_process.readLine()).object();
    }
}

QList<QJsonObject> TrafficRun::lines(int count, int deadlineMs)
{
    const QDeadlineTimer deadline(deadlineMs);
    collect();
    while (m_lines.size() < count && m_process.waitForReadyRead(int(deadline.remainingTime()))) {
        collect();
    }
    return m_lines;
}

QJsonObject TrafficRun::report(int deadlineMs)
{
    const bool ended = m_process.state() == QProcess::NotRunning || m_process.waitForFinished(deadlineMs);
    collect();
    const bool clean = ended && m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 0;
    return clean && !m_lines.isEmpty() ? m_lines.last() : QJsonObject();
}

void TrafficRun::orphan()
{
    if (m_lifeline >= 0) {
        ::close(m_lifeline);
        m_lifeline = -1;
    }
}

} // namespace qd::test
