// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/nginx.h"

#include <QtCore/QFile>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

namespace qd::test {

namespace {

constexpr char frame[] = R"(
daemon off;
master_process off;
pid nginx.pid;
error_log stderr crit;
events { worker_connections 2048; }
http {
    access_log access.log combined;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    keepalive_requests 1000000;
@BLOCKS@
}
)";

bool answers(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    return socket.waitForConnected(200);
}

} // namespace

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

QByteArray nginxExample(const QByteArray &document)
{
    QFile file(QStringLiteral(QD_SOURCE_DIR "/") + QString::fromLatin1(document));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    const QByteArray text = file.readAll();
    const QByteArray fence = "```nginx\n";
    const qsizetype start = text.indexOf(fence);
    return start < 0
               ? QByteArray()
               : text.mid(start + fence.size(), text.indexOf("```", start + fence.size()) - start - fence.size());
}

Nginx::~Nginx()
{
    m_process.terminate();
    m_process.waitForFinished();
}

bool Nginx::start(const QByteArray &blocks, quint16 port)
{
    QFile file(m_folder.filePath(QStringLiteral("nginx.conf")));
    if (!file.open(QIODevice::WriteOnly)) {
        return false;
    }
    file.write(QByteArray(frame).replace("@BLOCKS@", blocks));
    file.close();
    m_process.start(QStringLiteral("/usr/sbin/nginx"),
                    {QStringLiteral("-p"), m_folder.path(), QStringLiteral("-c"), file.fileName(),
                     QStringLiteral("-e"), QStringLiteral("stderr")},
                    QIODevice::ReadOnly);
    return m_process.waitForStarted() && QTest::qWaitFor([port] { return answers(port); });
}

qint64 Nginx::logged() const
{
    QFile log(m_folder.filePath(QStringLiteral("access.log")));
    return log.open(QIODevice::ReadOnly) ? log.readAll().count('\n') : -1;
}

} // namespace qd::test
