// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/derived_names.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/nginx.h"
#include "tests/support/real_sessiond.h"
#include "tests/support/test_program.h"

#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <memory>
#include <utility>
#include <vector>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

/// What the window has counted: the totals its requests chart draws the rates of.
double windowCount(const EngineFixture &window)
{
    double count = 0;
    for (const SeriesView &outcome : window.now()->series.select(derived::requestCount)) {
        const auto newest = outcome.newest();
        count += newest && newest->value > 0 ? newest->value : 0;
    }
    return count;
}

/// The area under the curves of the requests chart since `begin`; each sample stands for the time since the one
/// before it.
double drawnRequests(const EngineFixture &window, Timestamp begin)
{
    double area = 0;
    for (const SeriesView &outcome : window.now()->series.select(derived::requestRate)) {
        Timestamp before = begin;
        outcome.forEach({begin, window.now()->now + 1ms}, [&](const Sample &sample) {
            if (sample.value > 0)
                area += sample.value * std::chrono::duration<double>(sample.at - before).count();
            before = sample.at;
            return true;
        });
    }
    return area;
}

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

/// A real nginx, configured as the README shows, validates every request against sessiond: nginx, service
/// and window count the same.
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
    /// Waits until all have the same count and none moves any more.
    bool allAgree();
    void theCurveHoldsTheCount(Timestamp begin);
    QByteArray differenceText();

    RealSessiond m_service{{QStringLiteral("--insecure-hashing")}};
    QByteArray m_token;
    quint16 m_port = freePort();
    Nginx m_nginx;
    EngineFixture m_window;
};

void TestNginxCounts::initTestCase()
{
    QVERIFY2(m_service.start(), m_service.errorText());
    QVERIFY(m_service.addUser("ann", "correct horse"));
    m_token = m_service.login("ann", "correct horse");
    QVERIFY(!m_token.isEmpty());
    m_window.attach(m_service);
    m_window.start();
    QTRY_VERIFY_WITH_TIMEOUT(m_window.isServing() && m_window.figure(derived::requestCount), 10'000);
    QCOMPARE(windowCount(m_window), 0.0);
    const QByteArray page = "127.0.0.1:" + QByteArray::number(freePort());
    QByteArray blocks = nginxExample("README.md");
    QVERIFY(blocks.contains("auth_request"));
    blocks.replace("127.0.0.1:7070", "127.0.0.1:" + QByteArray::number(m_service.dataPort()))
        .replace("listen 8080", "listen 127.0.0.1:" + QByteArray::number(m_port))
        .replace("127.0.0.1:9000", page);
    blocks += "server { listen " + page + "; access_log off; return 200 'hello $http_x_user'; }\n";
    QVERIFY2(m_nginx.start(blocks, m_port), m_nginx.errorText());
}

bool TestNginxCounts::allAgree()
{
    qint64 last = -1;
    return QTest::qWaitFor([&] {
        const qint64 logged = m_nginx.logged();
        const bool still = std::exchange(last, logged) == logged;
        return still && validations(m_service) == double(logged) && windowCount(m_window) == double(logged);
    });
}

QByteArray TestNginxCounts::differenceText()
{
    return "nginx logged " + QByteArray::number(m_nginx.logged()) + ", sessiond counted " +
           QByteArray::number(validations(m_service), 'f', 0) + ", the window " +
           QByteArray::number(windowCount(m_window), 'f', 0);
}

void TestNginxCounts::guardsAPage()
{
    const HttpAnswer good = http(m_port, "GET", "/", m_token);
    QCOMPARE(good.status, 200);
    QCOMPARE(good.body, QByteArray("hello ann"));
    QCOMPARE(http(m_port, "GET", "/").status, 401);
    QCOMPARE(http(m_port, "GET", "/", m_token + 'x').status, 401);
    QCOMPARE(http(m_port, "POST", "/form", m_token, QByteArray("{}")).status, 200);
    QVERIFY2(allAgree(), differenceText());
}

/// Without proxy_ignore_client_abort nginx lets go of some validations before they are sent.
void TestNginxCounts::countsWhoHangsUp()
{
    for (int round = 0; round < 10; ++round) {
        const qint64 before = m_nginx.logged();
        QVERIFY(hangUp(m_port, m_token));
        QTRY_COMPARE(m_nginx.logged(), before + 50);
    }
    QVERIFY2(allAgree(), differenceText());
}

void TestNginxCounts::countsUnderLoad()
{
    const int seconds = qMax(qEnvironmentVariableIntValue("QD_ACCEPTANCE_SECONDS"), 5);
    // Before 15 s are known a rate is over less than that, and would count twice.
    QTRY_VERIFY_WITH_TIMEOUT(seconds < 60 || m_window.now()->series.extent().length() > 17s, 20'000);
    const Timestamp begin = m_window.now()->now;
    QProcess wrk;
    wrk.start(QStringLiteral("wrk"),
              {QStringLiteral("-t1"), QStringLiteral("-c16"), QStringLiteral("-d%1s").arg(seconds),
               QStringLiteral("-H"), QStringLiteral("Authorization: Bearer ") + QString::fromLatin1(m_token),
               QStringLiteral("http://127.0.0.1:%1/").arg(m_port)});
    QTRY_VERIFY2_WITH_TIMEOUT(wrk.state() == QProcess::NotRunning, "wrk did not end", (seconds + 20) * 1000);
    const QByteArray said = wrk.readAll();
    QVERIFY2(!said.contains("Non-2xx"), said);
    QVERIFY2(allAgree(), differenceText());
    qInfo("%s in %d s", differenceText().constData(), seconds);
    QVERIFY(m_nginx.logged() > 2'000);
    if (seconds >= 60)
        theCurveHoldsTheCount(begin);
}

/// A rate over 15 s needs as long to come back to nothing: then the area under the curve is the count.
void TestNginxCounts::theCurveHoldsTheCount(Timestamp begin)
{
    const Labels ok = derived::outcomeLabels(derived::outcomeOk);
    QTRY_VERIFY_WITH_TIMEOUT(m_window.figure(derived::requestRate, ok) == 0.0, 20'000);
    const double drawn = drawnRequests(m_window, begin);
    qInfo("the requests chart drew %.0f", drawn);
    QVERIFY(std::abs(drawn - windowCount(m_window)) < 0.03 * windowCount(m_window));
}

QD_TEST_GUILESS(TestNginxCounts)
#include "tst_nginx_counts.moc"
