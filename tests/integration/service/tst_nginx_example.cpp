// SPDX-License-Identifier: GPL-3.0-or-later
// The nginx configuration that docs/api.md shows, run as it is written but for the ports.
#include "tests/integration/service/raw_client.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/nginx.h"
#include "tests/support/real_sessiond.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd::test;

class tst_NginxExample : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { failOnAnyWarning(); }
    void guardsAPage();
    void guardsAPost();
    void guardsACallOfAnotherSite();

private:
    [[nodiscard]] RawConversation ask(const QByteArray &start, const QByteArray &fields,
                                      const QByteArray &body = {});

    RealSessiond m_service{{QStringLiteral("--insecure-hashing")}};
    Nginx m_nginx;
    QByteArray m_token;
    quint16 m_port = 0;
};

void tst_NginxExample::initTestCase()
{
    QVERIFY2(m_service.start(), m_service.errorText().constData());
    QVERIFY(m_service.addUser("anna", "correct horse"));
    m_token = m_service.login("anna", "correct horse");
    m_port = freePort();
    const QByteArray page = "127.0.0.1:" + QByteArray::number(freePort());
    QByteArray locations = nginxExample("docs/api.md");
    QVERIFY(locations.contains("auth_request"));
    locations.replace("127.0.0.1:7070", "127.0.0.1:" + QByteArray::number(m_service.dataPort()))
        .replace("127.0.0.1:8080", page);
    QVERIFY2(m_nginx.start("server { listen " + page + "; return 200 'hello $http_x_auth_user'; }\n" +
                               "server { listen 127.0.0.1:" + QByteArray::number(m_port) + ";\n" + locations +
                               "}\n",
                           m_port),
             m_nginx.errorText().constData());
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

QD_TEST_GUILESS(tst_NginxExample)
#include "tst_nginx_example.moc"
