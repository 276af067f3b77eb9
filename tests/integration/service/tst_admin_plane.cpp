// SPDX-License-Identifier: GPL-3.0-or-later
// The admin plane about the service itself: scopes, status, collector, logs, drill, drain.
#include "tests/integration/service/admin_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonArray>
#include <QtCore/QSet>
#include <QtTest/QTest>

#include <algorithm>

using namespace qd::test;

namespace {} // namespace

class tst_AdminPlane : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void scopes_data();
    void scopes();
    void needsAToken();
    void statusTellsTheState();
    void collects();
    void auditNamesTokenAndOperator();
    void operatorsAreTextOnOneLine_data();
    void operatorsAreTextOnOneLine();
    void logsEndAtTheirEnd_data();
    void logsEndAtTheirEnd();
    void drillSwitches();
    void drillNeedsTheOption();
    void drainEndsTheService();

private:
    AdminFixture m_fixture;
};

void tst_AdminPlane::initTestCase()
{
    QVERIFY2(m_fixture.start(), m_fixture.service.errorText().constData());
}

void tst_AdminPlane::init()
{
    failOnAnyWarning();
}

void tst_AdminPlane::scopes_data()
{
    QTest::addColumn<QByteArray>("scope");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    const auto row = [](const char *scope, const char *method, const char *target) {
        QTest::addRow("%s %s", method, target) << QByteArray(scope) << QByteArray(method) << QByteArray(target);
    };
    row("read", "GET", "/metrics");
    row("read", "GET", "/admin/v1/status");
    row("read", "GET", "/admin/v1/sessions");
    row("operate", "DELETE", "/admin/v1/sessions/none");
    row("operate", "POST", "/admin/v1/purge/preview");
    row("operate", "POST", "/admin/v1/purge");
    row("read", "GET", "/admin/v1/purge/none");
    row("operate", "POST", "/admin/v1/collect");
    row("read", "GET", "/admin/v1/users");
    row("admin", "POST", "/admin/v1/users");
    row("admin", "PATCH", "/admin/v1/users/nobody");
    row("admin", "DELETE", "/admin/v1/users/nobody");
    row("read", "GET", "/admin/v1/events");
    row("read", "GET", "/admin/v1/audit");
    row("admin", "PUT", "/admin/v1/drill");
}

/// Each call is open to its scope and those above, and closed to those below.
void tst_AdminPlane::scopes()
{
    QFETCH(QByteArray, scope);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    bool enough = false;
    for (const QByteArray held : {"read", "operate", "admin"}) {
        enough = enough || held == scope;
        const HttpAnswer answer = m_fixture.service.admin(held, method, target);
        QCOMPARE(answer.status == 403, !enough);
        QVERIFY(answer.status != 401 && answer.status != 500 && answer.status != 0);
        QVERIFY(enough || answer.problem() == u"scope-too-small");
    }
}

void tst_AdminPlane::needsAToken()
{
    const HttpAnswer none = http(m_fixture.service.adminPort(), "GET", "/metrics");
    QCOMPARE(none.status, 401);
    QCOMPARE(none.headers.value("www-authenticate"), QByteArray("Bearer"));
    const HttpAnswer wrong = http(m_fixture.service.adminPort(), "GET", "/metrics", QByteArray(40, 'z'));
    QCOMPARE(wrong.status, 401);
    QCOMPARE(wrong.headers.value("www-authenticate"), QByteArray("Bearer error=\"invalid_token\""));
    const QByteArray session = m_fixture.login(m_fixture.freshUser());
    QCOMPARE(http(m_fixture.service.adminPort(), "GET", "/admin/v1/status", session).status, 401);
    QCOMPARE(http(m_fixture.service.adminPort(), "GET", "/healthz").status, 200);
    QCOMPARE(http(m_fixture.service.adminPort(), "GET", "/readyz").status, 200);
}

void tst_AdminPlane::statusTellsTheState()
{
    const QJsonObject status = m_fixture.service.admin("read", "GET", "/admin/v1/status").json();
    QCOMPARE(status.value(u"api").toInt(), 1);
    QCOMPARE(status.value(u"release").toString(), QStringLiteral("2.1-\"test\""));
    QCOMPARE(status.value(u"ready").toBool(), true);
    QCOMPARE(status.value(u"draining").toBool(true), false);
    QCOMPARE(status.value(u"pid").toInteger(), m_fixture.service.process().processId());
    QVERIFY(status.value(u"in_flight").toInt() >= 1);
    QCOMPARE(status.value(u"limits").toObject().value(u"memory_bytes").toInteger(), 256LL << 20);
    QCOMPARE(status.value(u"config").toObject().value(u"idle_timeout").toString(), QStringLiteral("30m"));
    QCOMPARE(status.value(u"config").toObject().value(u"insecure_hashing").toBool(), true);
    const QJsonObject memory = status.value(u"memory").toObject();
    QCOMPARE(memory.size(), 9);
    qint64 sum = 0;
    for (auto part = memory.begin(); part != memory.end(); ++part) {
        QVERIFY(part.value().isDouble());
        sum += part.key() == u"resident" ? 0 : part.value().toInteger();
    }
    QVERIFY(sum >= memory.value(u"resident").toInteger());
}

void tst_AdminPlane::collects()
{
    const auto passes = [&] {
        return metricSum(m_fixture.service.admin("read", "GET", "/metrics").body,
                         "sessiond_collector_passes_total");
    };
    const double before = passes();
    const HttpAnswer answer = m_fixture.service.admin("operate", "POST", "/admin/v1/collect", "{}");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.json().value(u"collector_passes").toDouble() >= before + 1);
    QVERIFY(passes() >= before + 1);
}

void tst_AdminPlane::auditNamesTokenAndOperator()
{
    const QByteArray request =
        "POST /admin/v1/collect HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_fixture.service.adminPort()) +
        "\r\nAuthorization: Bearer " + ServiceProcess::token("operate") +
        "\r\nX-Operator: J%C3%BCrgen\r\nX-Request-Id: req-42\r\nConnection: close\r\n"
        "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    QVERIFY(httpRaw(m_fixture.service.adminPort(), request).startsWith("HTTP/1.1 200 "));
    qint64 after = 0;
    QJsonObject newest;
    for (;;) {
        const HttpAnswer answer = m_fixture.service.admin(
            "read", "GET", "/admin/v1/audit?limit=1000&after=" + QByteArray::number(after));
        QCOMPARE(answer.status, 200);
        const QJsonArray rows = answer.json().value(u"entries").toArray();
        if (rows.isEmpty()) {
            break;
        }
        newest = rows.last().toObject();
        after = answer.json().value(u"next").toInteger();
    }
    QCOMPARE(newest.value(u"actor").toString(), QStringLiteral("operate"));
    QCOMPARE(newest.value(u"operator").toString(), QString::fromUtf8("Jürgen"));
    QCOMPARE(newest.value(u"hash").toString().size(), 64);
    const QJsonArray events = m_fixture.service.admin("read", "GET", "/admin/v1/events?after=0&limit=1000")
                                  .json()
                                  .value(u"events")
                                  .toArray();
    QCOMPARE(events.last().toObject().value(u"correlation").toString(), QStringLiteral("req-42"));
}

void tst_AdminPlane::operatorsAreTextOnOneLine_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("status");
    QTest::newRow("a name") << QByteArray("J%C3%BCrgen%20%E5%B2%A9") << 200;
    QTest::newRow("120 characters") << QByteArray("%C3%BC").repeated(120) << 200;
    QTest::newRow("121 characters") << QByteArray("%C3%BC").repeated(121) << 400;
    QTest::newRow("an escape") << QByteArray("a%1b[2J") << 400;
    QTest::newRow("a NUL") << QByteArray("a%00b") << 400;
    QTest::newRow("a line end") << QByteArray("a%0Ab") << 400;
    QTest::newRow("a C1 control") << QByteArray("a%C2%9Bb") << 400;
    QTest::newRow("not UTF-8") << QByteArray("a%FFb") << 400;
    QTest::newRow("an encoding cut short") << QByteArray("100%") << 400;
}

void tst_AdminPlane::operatorsAreTextOnOneLine()
{
    QFETCH(QByteArray, name);
    QFETCH(int, status);
    const QByteArray request =
        "POST /admin/v1/collect HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_fixture.service.adminPort()) +
        "\r\nAuthorization: Bearer " + ServiceProcess::token("operate") + "\r\nX-Operator: " + name +
        "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    const QByteArray answer = httpRaw(m_fixture.service.adminPort(), request);
    QVERIFY2(answer.startsWith("HTTP/1.1 " + QByteArray::number(status) + ' '), answer.constData());
    QCOMPARE(answer.contains("X-Operator must be"), status == 400);
}

void tst_AdminPlane::logsEndAtTheirEnd_data()
{
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<int>("status");
    QTest::newRow("far beyond the newest") << QByteArray("1000000") << 200;
    QTest::newRow("the largest number") << QByteArray("9223372036854775807") << 200;
    QTest::newRow("one more") << QByteArray("9223372036854775808") << 400;
    QTest::newRow("all bits") << QByteArray("18446744073709551615") << 400;
    QTest::newRow("more than all bits") << QByteArray("18446744073709551616") << 400;
}

void tst_AdminPlane::logsEndAtTheirEnd()
{
    QFETCH(QByteArray, after);
    QFETCH(int, status);
    for (const QByteArray log : {"events", "audit"}) {
        const HttpAnswer answer = m_fixture.service.admin("read", "GET", "/admin/v1/" + log + "?after=" + after);
        QCOMPARE(answer.status, status);
        if (status == 200) {
            QVERIFY(answer.body.contains("\"next\":" + after + ','));
            QVERIFY(answer.json().value(log == "events" ? u"events" : u"entries").toArray().isEmpty());
        }
    }
}

void tst_AdminPlane::drillSwitches()
{
    const HttpAnswer on = m_fixture.service.admin(
        "admin", "PUT", "/admin/v1/drill",
        R"({"retain_after_logout":1,"collector":"walk_locked","walk_delay_us":50,"query_delay_ms":5})");
    QCOMPARE(on.status, 200);
    QCOMPARE(on.json().value(u"retain_after_logout").toDouble(), 1.0);
    QCOMPARE(on.json().value(u"collector").toString(), QStringLiteral("walk_locked"));
    QCOMPARE(on.json().value(u"walk_delay_us").toInt(), 50);
    const QJsonObject status = m_fixture.service.admin("read", "GET", "/admin/v1/status").json();
    QCOMPARE(status.value(u"drill").toObject(), on.json());

    const QByteArray user = m_fixture.freshUser();
    const QByteArray token = m_fixture.login(user);
    QCOMPARE(m_fixture.service.data("POST", "/v1/logout", token).status, 204);
    QCOMPARE(m_fixture.service.data("GET", "/v1/session", token).status, 401);
    const QJsonObject listed =
        m_fixture.service.admin("read", "GET", "/admin/v1/sessions?state=retained&user=" + user).json();
    QCOMPARE(listed.value(u"matched").toInt(), 1);

    QCOMPARE(m_fixture.service.admin("admin", "PUT", "/admin/v1/drill", R"({"refuse_rate":1})").status, 200);
    QCOMPARE(m_fixture.service.data("GET", "/v1/session", token).status, 503);
    QCOMPARE(m_fixture.service.data("POST", "/v1/login", {}, "{}").status, 503);
    QCOMPARE(m_fixture.service.data("GET", "/healthz").status, 200);
    QCOMPARE(m_fixture.service.admin("admin", "PUT", "/admin/v1/drill", R"({"refuse_rate":2})").status, 400);
    QCOMPARE(m_fixture.service.admin("admin", "PUT", "/admin/v1/drill", R"({"collector":"fast"})").status, 400);
    QCOMPARE(m_fixture.service.admin("admin", "PUT", "/admin/v1/drill", R"({"query_delay_ms":1.5})").status, 400);
    QCOMPARE(m_fixture.service.admin("admin", "POST", "/admin/v1/collect", R"({"reason":"  "})").status, 400);
    QCOMPARE(
        m_fixture.service.admin("admin", "PUT", "/admin/v1/drill", "{}").json().value(u"refuse_rate").toDouble(-1),
        0.0);
    QCOMPARE(m_fixture.service.data("GET", "/v1/session", token).status, 401);
}

void tst_AdminPlane::drillNeedsTheOption()
{
    ServiceProcess plain;
    plain.launch();
    QVERIFY(plain.waitUntilServing());
    QCOMPARE(plain.admin("admin", "PUT", "/admin/v1/drill", "{}").status, 409);
}

void tst_AdminPlane::drainEndsTheService()
{
    ServiceProcess service;
    service.launch();
    QVERIFY(service.waitUntilServing());
    QCOMPARE(service.admin("operate", "POST", "/admin/v1/drain", R"({"deadline":"soon"})").status, 400);
    const HttpAnswer answer =
        service.admin("operate", "POST", "/admin/v1/drain", R"({"reason":"a new release","deadline":"2s"})");
    QCOMPARE(answer.status, 202);
    QCOMPARE(answer.json().value(u"draining").toBool(), true);
    QCOMPARE(service.waitForExit(), 0);
}

QD_TEST_GUILESS(tst_AdminPlane)
#include "tst_admin_plane.moc"
