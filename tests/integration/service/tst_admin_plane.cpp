// SPDX-License-Identifier: GPL-3.0-or-later
// Every call of the admin plane: scopes, sessions and purge, accounts, logs, drill, drain.
#include "tests/integration/service/service_process.h"
#include "tests/support/fatal_warnings.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

using namespace qd::test;

namespace {

const QByteArray password = "correct horse";

QString problemOf(const HttpAnswer &answer)
{
    return answer.json().value(u"type").toString().section(u':', -1);
}

} // namespace

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
    void listsByPages();
    void listFilters();
    void listRefuses_data();
    void listRefuses();
    void endsOneSession();
    void purgesWhatThePreviewShowed();
    void purgeSparesTheReturned();
    void purgeOfAllAsksConfirmation();
    void purgeRefuses_data();
    void purgeRefuses();
    void collects();
    void createsManyUsers();
    void createsAllOrNone();
    void userRefuses_data();
    void userRefuses();
    void disablesAndEnables();
    void resetsAPassword();
    void deletesAUser();
    void listsUsersByPages();
    void eventsTellAPurge();
    void auditNamesTokenAndOperator();
    void drillSwitches();
    void drillNeedsTheOption();
    void drainEndsTheService();

private:
    QByteArray freshUser();
    QByteArray login(const QByteArray &name);
    QJsonObject preview(const QByteArray &selector);
    QJsonObject finishedPurge(const QString &id);

    ServiceProcess m_service;
    int m_users = 0;
};

void tst_AdminPlane::initTestCase()
{
    m_service.launch({QStringLiteral("--insecure-hashing"), QStringLiteral("--drill"), QStringLiteral("--release"),
                      QStringLiteral("2.1-\"test\"")});
    QVERIFY2(m_service.waitUntilServing(), m_service.errorText().constData());
}

void tst_AdminPlane::init()
{
    failOnAnyWarning();
}

QByteArray tst_AdminPlane::freshUser()
{
    const QByteArray name = "user" + QByteArray::number(++m_users);
    const QByteArray body = "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}";
    return m_service.admin("admin", "POST", "/admin/v1/users", body).status == 201 ? name : QByteArray();
}

QByteArray tst_AdminPlane::login(const QByteArray &name)
{
    const QByteArray body = "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}";
    return m_service.data("POST", "/v1/login", {}, body).json().value(u"token").toString().toLatin1();
}

QJsonObject tst_AdminPlane::preview(const QByteArray &selector)
{
    const HttpAnswer answer =
        m_service.admin("operate", "POST", "/admin/v1/purge/preview", "{\"selector\":" + selector + "}");
    return answer.status == 200 ? answer.json() : QJsonObject();
}

QJsonObject tst_AdminPlane::finishedPurge(const QString &id)
{
    QJsonObject state;
    const auto done = [&] {
        state = m_service.admin("read", "GET", "/admin/v1/purge/" + id.toLatin1()).json();
        return state.value(u"state").toString() == u"done";
    };
    return QTest::qWaitFor(done, 10'000) ? state : QJsonObject();
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
        const HttpAnswer answer = m_service.admin(held, method, target);
        QCOMPARE(answer.status == 403, !enough);
        QVERIFY(answer.status != 401 && answer.status != 500 && answer.status != 0);
        QVERIFY(enough || problemOf(answer) == u"scope-too-small");
    }
}

void tst_AdminPlane::needsAToken()
{
    const HttpAnswer none = http(m_service.adminPort(), "GET", "/metrics");
    QCOMPARE(none.status, 401);
    QCOMPARE(none.headers.value("www-authenticate"), QByteArray("Bearer"));
    const HttpAnswer wrong = http(m_service.adminPort(), "GET", "/metrics", QByteArray(40, 'z'));
    QCOMPARE(wrong.status, 401);
    QCOMPARE(wrong.headers.value("www-authenticate"), QByteArray("Bearer error=\"invalid_token\""));
    const QByteArray session = login(freshUser());
    QCOMPARE(http(m_service.adminPort(), "GET", "/admin/v1/status", session).status, 401);
    QCOMPARE(http(m_service.adminPort(), "GET", "/healthz").status, 200);
    QCOMPARE(http(m_service.adminPort(), "GET", "/readyz").status, 200);
}

void tst_AdminPlane::statusTellsTheState()
{
    const QJsonObject status = m_service.admin("read", "GET", "/admin/v1/status").json();
    QCOMPARE(status.value(u"api").toInt(), 1);
    QCOMPARE(status.value(u"release").toString(), QStringLiteral("2.1-\"test\""));
    QCOMPARE(status.value(u"ready").toBool(), true);
    QCOMPARE(status.value(u"draining").toBool(true), false);
    QCOMPARE(status.value(u"pid").toInteger(), m_service.process().processId());
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

void tst_AdminPlane::listsByPages()
{
    const QByteArray user = freshUser();
    QSet<QString> expected;
    for (int i = 0; i < 7; ++i) {
        login(user);
    }
    QStringList seen;
    QByteArray cursor;
    int pages = 0;
    do {
        const QByteArray target = "/admin/v1/sessions?user=" + user + "&sort=created&order=asc&limit=3" +
                                  (cursor.isEmpty() ? QByteArray() : "&cursor=" + cursor.toPercentEncoding());
        const HttpAnswer answer = m_service.admin("read", "GET", target);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json().value(u"matched").toInt(), 7);
        for (const QJsonValue row : answer.json().value(u"sessions").toArray()) {
            seen << row.toObject().value(u"session_id").toString();
            QCOMPARE(row.toObject().value(u"state").toString(), QStringLiteral("active"));
            QVERIFY(row.toObject().value(u"bytes").toInteger() > 0);
        }
        cursor = answer.json().value(u"next_cursor").toString().toLatin1();
    } while (!cursor.isEmpty() && ++pages < 10);
    QCOMPARE(seen.size(), 7);
    QCOMPARE(QSet<QString>(seen.begin(), seen.end()).size(), 7);
}

void tst_AdminPlane::listFilters()
{
    const QByteArray user = freshUser();
    login(user);
    const auto matched = [&](const QByteArray &query) {
        const HttpAnswer answer = m_service.admin("read", "GET", "/admin/v1/sessions?user=" + user + query);
        return answer.status == 200 ? answer.json().value(u"matched").toInt(-1) : -answer.status;
    };
    QCOMPARE(matched(""), 1);
    QCOMPARE(matched("&state=active"), 1);
    QCOMPARE(matched("&state=any"), 1);
    QCOMPARE(matched("&state=retained"), 0);
    QCOMPARE(matched("&older_than=1h"), 0);
    QCOMPARE(matched("&idle_longer_than=0s"), 1);
    QCOMPARE(matched("&address=127.0.0.1"), 1);
    QCOMPARE(matched("&address=10.0.0.1"), 0);
}

void tst_AdminPlane::listRefuses_data()
{
    QTest::addColumn<QByteArray>("query");
    for (const char *query :
         {"limit=0", "limit=1001", "limit=-1", "limit=ten", "sort=name", "order=up", "state=dead", "older_than=1",
          "user=", "nonsense=1", "state=active&state=active", "user=%zz", "cursor=%00"}) {
        QTest::newRow(query) << QByteArray(query);
    }
}

void tst_AdminPlane::listRefuses()
{
    QFETCH(QByteArray, query);
    const HttpAnswer answer = m_service.admin("read", "GET", "/admin/v1/sessions?" + query);
    QCOMPARE(answer.status, 400);
    QCOMPARE(problemOf(answer), QStringLiteral("bad-parameter"));
}

void tst_AdminPlane::endsOneSession()
{
    const QByteArray user = freshUser();
    const QByteArray token = login(user);
    const QJsonArray rows =
        m_service.admin("read", "GET", "/admin/v1/sessions?user=" + user).json().value(u"sessions").toArray();
    QCOMPARE(rows.size(), 1);
    const QByteArray path = "/admin/v1/sessions/" + rows[0].toObject().value(u"session_id").toString().toLatin1();
    QCOMPARE(m_service.admin("operate", "DELETE", path, R"({"reason":"stolen laptop"})").status, 204);
    QCOMPARE(m_service.data("GET", "/v1/session", token).status, 401);
    QCOMPARE(m_service.admin("operate", "DELETE", "/admin/v1/sessions/nothing").status, 404);
}

void tst_AdminPlane::purgesWhatThePreviewShowed()
{
    const QByteArray user = freshUser();
    const QByteArray spectator = login(freshUser());
    QList<QByteArray> tokens;
    for (int i = 0; i < 5; ++i) {
        tokens << login(user);
    }
    const QJsonObject shown = preview(R"({"state":"active","user":")" + user + "\"}");
    QCOMPARE(shown.value(u"matched").toInt(), 5);
    QCOMPARE(shown.value(u"users").toInt(), 1);
    QVERIFY(shown.value(u"bytes").toInteger() > 0);
    QCOMPARE(shown.value(u"sample").toArray().size(), 5);
    const qint64 lives = QDateTime::currentDateTimeUtc().secsTo(
        QDateTime::fromString(shown.value(u"expires_at").toString(), Qt::ISODateWithMs));
    QVERIFY(lives > 100 && lives <= 121);
    const QByteArray later = login(user); // after the preview: not its business
    const QByteArray body =
        R"({"preview_id":")" + shown.value(u"preview_id").toString().toLatin1() + R"(","reason":"a test"})";
    const HttpAnswer accepted = m_service.admin("operate", "POST", "/admin/v1/purge", body);
    QCOMPARE(accepted.status, 202);
    const QString id = accepted.json().value(u"purge_id").toString();
    QCOMPARE(m_service.admin("operate", "POST", "/admin/v1/purge", body).json().value(u"purge_id").toString(), id);
    const QJsonObject state = finishedPurge(id);
    QCOMPARE(state.value(u"matched").toInt(), 5);
    QCOMPARE(state.value(u"purged").toInt(), 5);
    QCOMPARE(state.value(u"spared").toInt(-1), 0);
    for (const QByteArray &token : tokens) {
        QCOMPARE(m_service.data("GET", "/v1/session", token).status, 401);
    }
    QCOMPARE(m_service.data("GET", "/v1/session", later).status, 200);
    QCOMPARE(m_service.data("GET", "/v1/session", spectator).status, 200);
    QCOMPARE(m_service.admin("read", "GET", "/admin/v1/purge/nothing").status, 404);
}

void tst_AdminPlane::purgeSparesTheReturned()
{
    const QByteArray user = freshUser();
    const QByteArray sleeper = login(user);
    const QByteArray riser = login(user);
    QTest::qWait(30); // so that both have been idle for what the selector asks
    const QJsonObject shown = preview(R"({"idle_longer_than":"20ms","user":")" + user + "\"}");
    QCOMPARE(shown.value(u"matched").toInt(), 2);
    QTest::qWait(2);
    QCOMPARE(m_service.data("GET", "/v1/session", riser).status, 200);
    const QByteArray body =
        R"({"preview_id":")" + shown.value(u"preview_id").toString().toLatin1() + R"(","reason":"a test"})";
    const QString id =
        m_service.admin("operate", "POST", "/admin/v1/purge", body).json().value(u"purge_id").toString();
    const QJsonObject state = finishedPurge(id);
    QCOMPARE(state.value(u"purged").toInt(), 1);
    QCOMPARE(state.value(u"spared").toInt(), 1);
    QCOMPARE(m_service.data("GET", "/v1/session", riser).status, 200);
    QCOMPARE(m_service.data("GET", "/v1/session", sleeper).status, 401);
}

void tst_AdminPlane::purgeOfAllAsksConfirmation()
{
    const QByteArray token = login(freshUser());
    const QByteArray id = preview(R"({"state":"active"})").value(u"preview_id").toString().toLatin1();
    const QByteArray plain = R"({"preview_id":")" + id + R"(","reason":"a test"})";
    const HttpAnswer refused = m_service.admin("operate", "POST", "/admin/v1/purge", plain);
    QCOMPARE(refused.status, 400);
    QCOMPARE(problemOf(refused), QStringLiteral("confirmation-missing"));
    QCOMPARE(m_service.data("GET", "/v1/session", token).status, 200);
    const QByteArray wrong = R"({"preview_id":")" + id + R"(","reason":"a test","confirm":"yes"})";
    QCOMPARE(m_service.admin("operate", "POST", "/admin/v1/purge", wrong).status, 400);
    const QByteArray confirmed = R"({"preview_id":")" + id + R"(","reason":"a test","confirm":"every session"})";
    const HttpAnswer accepted = m_service.admin("operate", "POST", "/admin/v1/purge", confirmed);
    QCOMPARE(accepted.status, 202);
    QVERIFY(!finishedPurge(accepted.json().value(u"purge_id").toString()).isEmpty());
    QCOMPARE(m_service.data("GET", "/v1/session", token).status, 401);
}

void tst_AdminPlane::purgeRefuses_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *target, const char *body, int status) {
        QTest::newRow(name) << QByteArray("/admin/v1/purge") + target << QByteArray(body) << status;
    };
    row("an empty selector", "/preview", R"({"selector":{}})", 400);
    row("no selector", "/preview", "{}", 400);
    row("a selector that is a list", "/preview", R"({"selector":[]})", 400);
    row("a misspelt condition", "/preview", R"({"selector":{"idle_longr_than":"1h"}})", 400);
    row("a null condition", "/preview", R"({"selector":{"user":null}})", 400);
    row("an unknown preview", "", R"({"preview_id":"nothing","reason":"a test"})", 404);
    row("no reason", "", R"({"preview_id":"nothing"})", 400);
    row("an empty reason", "", R"({"preview_id":"nothing","reason":""})", 400);
    row("no preview", "", R"({"reason":"a test"})", 400);
}

void tst_AdminPlane::purgeRefuses()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QCOMPARE(m_service.admin("operate", "POST", target, body).status, status);
}

void tst_AdminPlane::collects()
{
    const auto passes = [&] {
        return metricSum(m_service.admin("read", "GET", "/metrics").body, "sessiond_collector_passes_total");
    };
    const double before = passes();
    const HttpAnswer answer = m_service.admin("operate", "POST", "/admin/v1/collect", "{}");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.json().value(u"collector_passes").toDouble() >= before + 1);
    QVERIFY(passes() >= before + 1);
}

void tst_AdminPlane::createsManyUsers()
{
    QByteArray body = R"({"users":[)";
    for (int i = 0; i < 500; ++i) {
        body += (i ? ",{" : "{") + QByteArray("\"username\":\"bulk") + QByteArray::number(i) +
                "\",\"password\":\"correct horse\"}";
    }
    const HttpAnswer answer = m_service.admin("admin", "POST", "/admin/v1/users", body + "]}");
    QCOMPARE(answer.status, 201);
    QCOMPARE(answer.json().value(u"created").toInt(), 500);
    QVERIFY(!login("bulk0").isEmpty());
    QVERIFY(!login("bulk499").isEmpty());
}

void tst_AdminPlane::createsAllOrNone()
{
    const QByteArray known = freshUser();
    const QByteArray body = R"({"users":[{"username":"newcomer","password":"correct horse"},{"username":")" +
                            known + R"(","password":"correct horse"}]})";
    const HttpAnswer answer = m_service.admin("admin", "POST", "/admin/v1/users", body);
    QCOMPARE(answer.status, 409);
    QVERIFY(login("newcomer").isEmpty());
}

void tst_AdminPlane::userRefuses_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a name with a blank") << QByteArray(R"({"username":"a b","password":"correct horse"})");
    QTest::newRow("an empty name") << QByteArray(R"({"username":"","password":"correct horse"})");
    QTest::newRow("a long name") << QByteArray(R"({"username":")" + QByteArray(65, 'a') +
                                               R"(","password":"correct horse"})");
    QTest::newRow("a short password") << QByteArray(R"({"username":"new1","password":"seven77"})");
    QTest::newRow("a long password") << QByteArray(R"({"username":"new1","password":")" + QByteArray(257, 'p') +
                                                   "\"}");
    QTest::newRow("a common password") << QByteArray(R"({"username":"new1","password":"password"})");
    QTest::newRow("an empty list") << QByteArray(R"({"users":[]})");
    QTest::newRow("an entry with more") << QByteArray(R"({"users":[{"username":"a","password":"b","x":1}]})");
    QTest::newRow("list and single") << QByteArray(
        R"({"users":[{"username":"a1","password":"correct horse"}],"username":"a"})");
}

void tst_AdminPlane::userRefuses()
{
    QFETCH(QByteArray, body);
    QCOMPARE(m_service.admin("admin", "POST", "/admin/v1/users", body).status, 400);
}

void tst_AdminPlane::disablesAndEnables()
{
    const QByteArray user = freshUser();
    const QByteArray token = login(user);
    QCOMPARE(m_service.admin("admin", "PATCH", "/admin/v1/users/" + user, R"({"disabled":true})").status, 204);
    QCOMPARE(m_service.data("GET", "/v1/session", token).status, 401);
    QVERIFY(login(user).isEmpty());
    QCOMPARE(m_service.admin("admin", "PATCH", "/admin/v1/users/" + user, R"({"disabled":false})").status, 204);
    QVERIFY(!login(user).isEmpty());
    QCOMPARE(m_service.admin("admin", "PATCH", "/admin/v1/users/nobody", R"({"disabled":true})").status, 404);
    QCOMPARE(m_service.admin("admin", "PATCH", "/admin/v1/users/" + user, "{}").status, 400);
    QCOMPARE(m_service.admin("admin", "PATCH", "/admin/v1/users/" + user, R"({"disabled":"yes"})").status, 400);
}

void tst_AdminPlane::resetsAPassword()
{
    const QByteArray user = freshUser();
    const QByteArray token = login(user);
    QCOMPARE(
        m_service.admin("admin", "PATCH", "/admin/v1/users/" + user, R"({"password":"battery staple"})").status,
        204);
    QCOMPARE(m_service.data("GET", "/v1/session", token).status, 401);
    QVERIFY(login(user).isEmpty());
    const QByteArray body = R"({"username":")" + user + R"(","password":"battery staple"})";
    QCOMPARE(m_service.data("POST", "/v1/login", {}, body).status, 200);
}

void tst_AdminPlane::deletesAUser()
{
    const QByteArray user = freshUser();
    const QByteArray token = login(user);
    QCOMPARE(m_service.admin("admin", "DELETE", "/admin/v1/users/" + user).status, 204);
    QCOMPARE(m_service.data("GET", "/v1/session", token).status, 401);
    QVERIFY(login(user).isEmpty());
    QCOMPARE(m_service.admin("admin", "DELETE", "/admin/v1/users/" + user).status, 404);
}

void tst_AdminPlane::listsUsersByPages()
{
    for (int i = 0; i < 3; ++i) {
        QVERIFY(!freshUser().isEmpty());
    }
    QStringList names;
    QByteArray cursor;
    int pages = 0;
    do {
        const QByteArray next = cursor.isEmpty() ? QByteArray() : "&cursor=" + cursor.toPercentEncoding();
        const HttpAnswer answer = m_service.admin("read", "GET", "/admin/v1/users?limit=200" + next);
        QCOMPARE(answer.status, 200);
        for (const QJsonValue row : answer.json().value(u"users").toArray()) {
            names << row.toObject().value(u"username").toString();
            QVERIFY(row.toObject().value(u"disabled").isBool());
        }
        cursor = answer.json().value(u"next_cursor").toString().toLatin1();
    } while (!cursor.isEmpty() && ++pages < 20);
    QVERIFY(names.size() > 200);
    QVERIFY(std::is_sorted(names.begin(), names.end()));
    QCOMPARE(QSet<QString>(names.begin(), names.end()).size(), names.size());
    QCOMPARE(m_service.admin("read", "GET", "/admin/v1/users?limit=0").status, 400);
}

void tst_AdminPlane::eventsTellAPurge()
{
    const QByteArray user = freshUser();
    login(user);
    const HttpAnswer before = m_service.admin("read", "GET", "/admin/v1/events?after=0&limit=1000");
    QCOMPARE(before.status, 200);
    const qint64 cursor = before.json().value(u"next").toInteger();
    const QByteArray id = preview(R"({"user":")" + user + "\"}").value(u"preview_id").toString().toLatin1();
    const QByteArray body = R"({"preview_id":")" + id + R"(","reason":"told in events"})";
    const QString purge =
        m_service.admin("operate", "POST", "/admin/v1/purge", body).json().value(u"purge_id").toString();
    QVERIFY(!finishedPurge(purge).isEmpty());
    const HttpAnswer after =
        m_service.admin("read", "GET", "/admin/v1/events?after=" + QByteArray::number(cursor));
    QStringList kinds;
    qint64 last = cursor;
    for (const QJsonValue value : after.json().value(u"events").toArray()) {
        const QJsonObject event = value.toObject();
        QCOMPARE(event.value(u"seq").toInteger(), last + 1);
        last = event.value(u"seq").toInteger();
        kinds << event.value(u"kind").toString();
        if (event.value(u"kind").toString() == u"purge_accepted") {
            QCOMPARE(event.value(u"reason").toString(), QStringLiteral("told in events"));
            QCOMPARE(event.value(u"actor").toString(), QStringLiteral("operate"));
            QVERIFY(!event.value(u"correlation").toString().isEmpty());
        }
    }
    QVERIFY2(kinds.contains(QStringLiteral("purge_accepted")), qPrintable(kinds.join(u',')));
    QVERIFY2(kinds.contains(QStringLiteral("purge_done")), qPrintable(kinds.join(u',')));
    QCOMPARE(after.json().value(u"next").toInteger(), last);
    QCOMPARE(m_service.admin("read", "GET", "/admin/v1/events?after=x").status, 400);
}

void tst_AdminPlane::auditNamesTokenAndOperator()
{
    const QByteArray request =
        "POST /admin/v1/collect HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_service.adminPort()) +
        "\r\nAuthorization: Bearer " + ServiceProcess::token("operate") +
        "\r\nX-Operator: J%C3%BCrgen\r\nX-Request-Id: req-42\r\nConnection: close\r\n"
        "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    QVERIFY(httpRaw(m_service.adminPort(), request).startsWith("HTTP/1.1 200 "));
    qint64 after = 0;
    QJsonObject newest;
    for (;;) {
        const HttpAnswer answer =
            m_service.admin("read", "GET", "/admin/v1/audit?limit=1000&after=" + QByteArray::number(after));
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
    const QJsonArray events =
        m_service.admin("read", "GET", "/admin/v1/events?after=0&limit=1000").json().value(u"events").toArray();
    QCOMPARE(events.last().toObject().value(u"correlation").toString(), QStringLiteral("req-42"));
}

void tst_AdminPlane::drillSwitches()
{
    const HttpAnswer on =
        m_service.admin("admin", "PUT", "/admin/v1/drill",
                        R"({"retain_after_logout":1,"collector":"walk_locked","query_delay_ms":5})");
    QCOMPARE(on.status, 200);
    QCOMPARE(on.json().value(u"retain_after_logout").toDouble(), 1.0);
    QCOMPARE(on.json().value(u"collector").toString(), QStringLiteral("walk_locked"));
    const QJsonObject status = m_service.admin("read", "GET", "/admin/v1/status").json();
    QCOMPARE(status.value(u"drill").toObject(), on.json());

    const QByteArray user = freshUser();
    const QByteArray token = login(user);
    QCOMPARE(m_service.data("POST", "/v1/logout", token).status, 204);
    QCOMPARE(m_service.data("GET", "/v1/session", token).status, 401);
    const QJsonObject listed =
        m_service.admin("read", "GET", "/admin/v1/sessions?state=retained&user=" + user).json();
    QCOMPARE(listed.value(u"matched").toInt(), 1);

    QCOMPARE(m_service.admin("admin", "PUT", "/admin/v1/drill", R"({"refuse_rate":1})").status, 200);
    QCOMPARE(m_service.data("GET", "/v1/session", token).status, 503);
    QCOMPARE(m_service.data("POST", "/v1/login", {}, "{}").status, 503);
    QCOMPARE(m_service.data("GET", "/healthz").status, 200);
    QCOMPARE(m_service.admin("admin", "PUT", "/admin/v1/drill", R"({"refuse_rate":2})").status, 400);
    QCOMPARE(m_service.admin("admin", "PUT", "/admin/v1/drill", R"({"collector":"fast"})").status, 400);
    QCOMPARE(m_service.admin("admin", "PUT", "/admin/v1/drill", "{}").json().value(u"refuse_rate").toDouble(-1),
             0.0);
    QCOMPARE(m_service.data("GET", "/v1/session", token).status, 401);
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

QTEST_GUILESS_MAIN(tst_AdminPlane)
#include "tst_admin_plane.moc"
