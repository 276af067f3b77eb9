// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/service/service_process.h"

#include "tests/support/real_sessiond.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

namespace qd::test {

ServiceProcess::ServiceProcess()
{
    QFile file(tokenFile());
    if (file.open(QIODevice::WriteOnly)) {
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        file.write("# name scope token\n\n");
        for (const QByteArray scope : {"read", "operate", "admin"}) {
            file.write(scope + ' ' + scope + ' ' + token(scope) + '\n');
        }
    }
}

ServiceProcess::~ServiceProcess()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

QByteArray ServiceProcess::token(const QByteArray &scope)
{
    return "token-of-" + scope + '-' + QByteArray(40, 'x');
}

void ServiceProcess::launch(const QStringList &arguments)
{
    QStringList all{QStringLiteral("--listen"), QStringLiteral("127.0.0.1:%1").arg(m_dataPort),
                    QStringLiteral("--admin-listen"), QStringLiteral("127.0.0.1:%1").arg(m_adminPort)};
    if (!arguments.contains(QStringLiteral("--data-dir"))) {
        all << QStringLiteral("--data-dir") << dataDir();
    }
    if (!arguments.contains(QStringLiteral("--admin-token-file"))) {
        all << QStringLiteral("--admin-token-file") << tokenFile();
    }
    launchRaw(all + arguments);
}

void ServiceProcess::launchRaw(const QStringList &arguments)
{
    m_output.clear();
    m_process.start(programPath(QStringLiteral("sessiond")), arguments);
    m_process.waitForStarted();
}

bool ServiceProcess::waitUntilServing()
{
    const QDeadlineTimer deadline(15'000);
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(int(deadline.remainingTime()))) {
            return false;
        }
    }
    m_output += m_process.readLine();
    const QJsonObject said = QJsonDocument::fromJson(m_output).object();
    m_dataPort = quint16(said.value(u"data").toInt());
    m_adminPort = quint16(said.value(u"admin").toInt());
    return m_dataPort != 0 && m_adminPort != 0;
}

int ServiceProcess::waitForExit(int ms)
{
    const bool ended = m_process.state() == QProcess::NotRunning || m_process.waitForFinished(ms);
    return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

QByteArray ServiceProcess::errorText()
{
    return m_process.readAllStandardError();
}

HttpAnswer ServiceProcess::data(const QByteArray &method, const QByteArray &target, const QByteArray &bearer,
                                const QByteArray &body) const
{
    return http(m_dataPort, method, target, bearer, body);
}

HttpAnswer ServiceProcess::admin(const QByteArray &scope, const QByteArray &method, const QByteArray &target,
                                 const QByteArray &body) const
{
    return http(m_adminPort, method, target, token(scope), body);
}

} // namespace qd::test
