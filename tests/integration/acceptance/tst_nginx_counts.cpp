// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/nginx.h"
#include "tests/support/real_sessiond.h"

#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <memory>
#include <utility>
#include <vector>

using namespace qd::test;

namespace {

double validations(const RealSessiond &service)
{
    return metricSum(service.metrics(), "sessiond_http_requests_total", {"route=\"validate\""});
}

/// 50 clients that ask for a page and hang up at once.
bool hangUp(quint16 port, const QByteArray &token)
{
    const QByteArray request = "GET / HTTP/1.1\r\nHost: page\r\nAuthorization: Bearer " + token + "\r\n\r\n";
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    for (int i = 0; i < 50; ++i) {
        sockets.push_back(std::make_unique<QTcpSocket>());
        sockets.back()->connectToHost(QHostAddress::LocalHost, port);
        if (!sockets.back()->waitForConnected()) {
            return false;
        }
    }
    for (const auto &socket : sockets) {
        socket->write(request);
        socket->flush();
        socket->close();
    }
    return true;
}

} // namespace

/// A real nginx, configured as the README shows, validates every request against sessiond: both sides count the
/// same.
class TestNginxCounts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void initTestCase();
    void guardsAPage();
    void countsWhoHangsUp();
    void countsUnderLoad();

private:
    /// Waits until both have the same count and neither moves any more.
    bool bothAgree();
    QByteArray differenceText();

    RealSessiond m_service{{QStringLiteral("--insecure-hashing")}};
    QByteArray m_token;
    quint16 m_port = freePort();
    Nginx m_nginx;
};

void TestNginxCounts::initTestCase()
{
    QVERIFY2(m_service.start(), m_service.errorText());
    QVERIFY(m_service.addUser("ann", "correct horse"));
    m_token = m_service.login("ann", "correct horse");
    QVERIFY(!m_token.isEmpty());
    const QByteArray page = "127.0.0.1:" + QByteArray::number(freePort());
    QByteArray blocks = nginxExample("README.md");
    QVERIFY(blocks.contains("auth_request"));
    blocks.replace("127.0.0.1:7070", "127.0.0.1:" + QByteArray::number(m_service.dataPort()))
        .replace("listen 8080", "listen 127.0.0.1:" + QByteArray::number(m_port))
        .replace("127.0.0.1:9000", page);
    blocks += "server { listen " + page + "; access_log off; return 200 'hello $http_x_user'; }\n";
    QVERIFY2(m_nginx.start(blocks, m_port), m_nginx.errorText());
}

bool TestNginxCounts::bothAgree()
{
    qint64 last = -1;
    return QTest::qWaitFor([&] {
        const qint64 logged = m_nginx.logged();
        const bool still = std::exchange(last, logged) == logged;
        return still && validations(m_service) == double(logged);
    });
}

QByteArray TestNginxCounts::differenceText()
{
    return "nginx logged " + QByteArray::number(m_nginx.logged()) + ", sessiond counted " +
           QByteArray::number(validations(m_service));
}

void TestNginxCounts::guardsAPage()
{
    const HttpAnswer good = http(m_port, "GET", "/", m_token);
    QCOMPARE(good.status, 200);
    QCOMPARE(good.body, QByteArray("hello ann"));
    QCOMPARE(http(m_port, "GET", "/").status, 401);
    QCOMPARE(http(m_port, "GET", "/", m_token + 'x').status, 401);
    QCOMPARE(http(m_port, "POST", "/form", m_token, QByteArray("{}")).status, 200);
    QVERIFY2(bothAgree(), differenceText());
}

/// Without proxy_ignore_client_abort nginx lets go of some validations before they are sent.
void TestNginxCounts::countsWhoHangsUp()
{
    for (int round = 0; round < 10; ++round) {
        const qint64 before = m_nginx.logged();
        QVERIFY(hangUp(m_port, m_token));
        QTRY_COMPARE(m_nginx.logged(), before + 50);
    }
    QVERIFY2(bothAgree(), differenceText());
}

void TestNginxCounts::countsUnderLoad()
{
    const int seconds = qMax(qEnvironmentVariableIntValue("QD_ACCEPTANCE_SECONDS"), 5);
    QProcess wrk;
    wrk.start(QStringLiteral("wrk"),
              {QStringLiteral("-t1"), QStringLiteral("-c16"), QStringLiteral("-d%1s").arg(seconds),
               QStringLiteral("-H"), QStringLiteral("Authorization: Bearer ") + QString::fromLatin1(m_token),
               QStringLiteral("http://127.0.0.1:%1/").arg(m_port)});
    QVERIFY2(wrk.waitForFinished((seconds + 20) * 1000), "wrk did not end");
    const QByteArray said = wrk.readAll();
    QVERIFY2(!said.contains("Non-2xx"), said);
    QVERIFY2(bothAgree(), differenceText());
    qInfo("%s in %d s", differenceText().constData(), seconds);
    QVERIFY(m_nginx.logged() > 2'000);
}

QTEST_GUILESS_MAIN(TestNginxCounts)
#include "tst_nginx_counts.moc"
