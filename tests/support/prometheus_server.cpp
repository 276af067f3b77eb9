// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/prometheus_server.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtNetwork/QTcpServer>

namespace qd::test {

namespace {

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

} // namespace

PrometheusServer::PrometheusServer(const RealSessiond &service)
    : m_port(freePort())
{
    write(QStringLiteral("token"), service.adminToken());
    write(QStringLiteral("prometheus.yml"),
          "global:\n  scrape_interval: 1s\nscrape_configs:\n  - job_name: sessiond\n"
          "    authorization:\n      credentials_file: " +
              m_folder.filePath(QStringLiteral("token")).toUtf8() +
              "\n    static_configs:\n      - targets: ['127.0.0.1:" + QByteArray::number(service.adminPort()) +
              "']\n");
    start(m_folder.filePath(QStringLiteral("tsdb")));
}

PrometheusServer::PrometheusServer(const QString &blocks)
    : m_port(freePort())
{
    write(QStringLiteral("prometheus.yml"), "global: {}\n");
    start(blocks);
}

void PrometheusServer::start(const QString &blocks)
{
    m_process.start(QStringLiteral("prometheus"),
                    {QStringLiteral("--config.file=") + m_folder.filePath(QStringLiteral("prometheus.yml")),
                     QStringLiteral("--storage.tsdb.path=") + blocks,
                     QStringLiteral("--storage.tsdb.retention.time=100y"),
                     QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(m_port)},
                    QIODevice::ReadOnly);
    m_process.waitForStarted();
}

PrometheusServer::~PrometheusServer()
{
    m_process.terminate();
    m_process.waitForFinished();
}

double PrometheusServer::value(const QByteArray &expression) const
{
    const QJsonArray results = query(expression);
    const QString text = results.at(0).toObject().value(u"value").toArray().at(1).toString();
    return results.size() == 1 ? text.toDouble() : -1;
}

QJsonArray PrometheusServer::query(const QByteArray &expression) const
{
    return http(m_port, "GET", "/api/v1/query?query=" + expression.toPercentEncoding())
        .json()
        .value(u"data")
        .toObject()
        .value(u"result")
        .toArray();
}

void PrometheusServer::write(const QString &name, const QByteArray &text) const
{
    QFile file(m_folder.filePath(name));
    if (file.open(QIODevice::WriteOnly)) {
        file.write(text);
    }
}

} // namespace qd::test
