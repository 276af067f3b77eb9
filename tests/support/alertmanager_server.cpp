// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/alertmanager_server.h"

#include "tests/support/http.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtNetwork/QTcpServer>

namespace qd::test {

AlertmanagerServer::AlertmanagerServer()
{
    QTcpServer free;
    m_port = free.listen(QHostAddress::LocalHost) ? free.serverPort() : 0;
    QFile file(m_folder.filePath(QStringLiteral("alertmanager.yml")));
    if (file.open(QIODevice::WriteOnly))
        file.write("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n");
}

AlertmanagerServer::~AlertmanagerServer()
{
    kill();
}

void AlertmanagerServer::start()
{
    m_process.setStandardErrorFile(QProcess::nullDevice());
    m_process.start(QStringLiteral("prometheus-alertmanager"),
                    {QStringLiteral("--config.file=") + m_folder.filePath(QStringLiteral("alertmanager.yml")),
                     QStringLiteral("--storage.path=") + m_folder.filePath(QStringLiteral("data")),
                     QStringLiteral("--cluster.listen-address="),
                     QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(m_port)},
                    QIODevice::ReadOnly);
    m_process.waitForStarted();
}

void AlertmanagerServer::kill()
{
    m_process.kill();
    m_process.waitForFinished();
    QDir(m_folder.filePath(QStringLiteral("data"))).removeRecursively();
}

bool AlertmanagerServer::isReady() const
{
    return http(m_port, "GET", "/-/ready").status == 200;
}

QJsonArray AlertmanagerServer::alerts() const
{
    return QJsonDocument::fromJson(http(m_port, "GET", "/api/v2/alerts").body).array();
}

} // namespace qd::test
