// SPDX-License-Identifier: GPL-3.0-or-later
// The nginx configuration that docs/api.md shows, run as it is written but for the ports.
#include "tests/integration/service/raw_client.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/real_sessiond.h"

#include <QtCore/QFile>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

using namespace qd::test;

namespace {

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

bool answers(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    return socket.waitForConnected(200);
}

QByteArray example()
{
    QFile file(QStringLiteral(QD_SOURCE_DIR "/docs/api.md"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    const QByteArray text = file.readAll();
    const qsizetype start = text.indexOf("```nginx\n") + 9;
    return text.mid(start, text.indexOf("```", start) - start);
}

} // namespace

class tst_NginxExample : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { failOnAnyWarning(); }
    void cleanupTestCase();
    void guardsAPage();
    void guardsAPost();
    void guardsACallOfAnotherSite();

private:
    [[nodiscard]] RawConversation ask(const QByteArray &start, const QByteArray &fields,
                                      const QByteArray &body = {});

    RealSessiond m_service{{QStringLiteral("--insecure-hashing")}};
    QTemporaryDir m_folder;
    QProcess m_nginx;
    QByteArray m_token;
    quint16 m_port = 0;
};

void tst_NginxExample::initTestCase()
{
    QVERIFY2(m_service.start(), m_service.errorText().constData());
    QVERIFY(m_service.addUser("anna", "correct horse"));
    m_token = m_service.login("anna", "correct horse");
    m_port = freePort();
    const quint16 page = freePort();
    const QByteArray locations =
        example()
            .replace("127.0.0.1:7070", "127.0.0.1:" + QByteArray::number(m_service.dataPort()))
            .replace("127.0.0.1:8080", "127.0.0.1:" + QByteArray::number(page));
    QVERIFY(locations.contains("auth_request"));
    QFile file(m_folder.filePath(QStringLiteral("nginx.conf")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("daemon off; master_process off; pid nginx.pid; error_log stderr crit;\n"
               "events { worker_connections 64; }\nhttp { access_log off; client_body_temp_path body;\n"
               "proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n"
               "server { listen 127.0.0.1:" +
               QByteArray::number(page) + "; return 200 'hello $http_x_auth_user'; }\nserver { listen 127.0.0.1:" +
               QByteArray::number(m_port) + ";\n" + locations + "}\n}\n");
    file.close();
    m_nginx.start(QStringLiteral("/usr/sbin/nginx"),
                  {QStringLiteral("-p"), m_folder.path(), QStringLiteral("-c"), file.fileName()});
    QVERIFY2(m_nginx.waitForStarted(), "the package nginx-light is needed");
    QTRY_VERIFY2(answers(m_port), m_nginx.readAllStandardError().constData());
}

void tst_NginxExample::cleanupTestCase()
{
    m_nginx.terminate();
    QVERIFY(m_nginx.waitForFinished());
}

RawConversation tst_NginxExample::ask(const QByteArray &start, const QByteArray &fields, const QByteArray &body)
{
    return converse(m_port,
                    start + " HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n" + fields + "\r\n" + body);
}

void tst_NginxExample::guardsAPage()
{
    const RawConversation good = ask("GET /", "Authorization: Bearer " + m_token + "\r\n");
    QCOMPARE(good.statuses(), QList<int>{200});
    QVERIFY2(good.bytes.endsWith("hello anna"), good.bytes.constData());
    QCOMPARE(ask("GET /", {}).statuses(), QList<int>{401});
    QCOMPARE(ask("GET /", "Authorization: Bearer qd_wrong\r\n").statuses(), QList<int>{401});
    // What a client claims to be is overwritten.
    QCOMPARE(ask("GET /", "X-Auth-User: root\r\n").statuses(), QList<int>{401});
    const RawConversation claim = ask("GET /", "X-Auth-User: root\r\nAuthorization: Bearer " + m_token + "\r\n");
    QVERIFY2(claim.bytes.endsWith("hello anna"), claim.bytes.constData());
}

void tst_NginxExample::guardsAPost()
{
    const RawConversation good =
        ask("POST /", "Content-Length: 5\r\nAuthorization: Bearer " + m_token + "\r\n", "a=b&c");
    QCOMPARE(good.statuses(), QList<int>{200});
}

void tst_NginxExample::guardsACallOfAnotherSite()
{
    const RawConversation good =
        ask("GET /", "Origin: https://other.example\r\nSec-Fetch-Site: cross-site\r\nAuthorization: Bearer " +
                         m_token + "\r\n");
    QCOMPARE(good.statuses(), QList<int>{200});
}

QTEST_GUILESS_MAIN(tst_NginxExample)
#include "tst_nginx_example.moc"
