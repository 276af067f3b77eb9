// SPDX-License-Identifier: GPL-3.0-or-later
// The admin plane about sessions: lists, ends, purges.
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

class tst_AdminSessions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void listsByPages();
    void listFilters();
    void listRefuses_data();
    void listRefuses();
    void endsOneSession();
    void purgesWhatThePreviewShowed();
    void purgeSparesTheReturned();
    void purgeOfAllAsksConfirmation_data();
    void purgeOfAllAsksConfirmation();
    void purgeRefuses_data();
    void purgeRefuses();
    void eventsTellAPurge();

private:
    AdminFixture m_fixture;
};

void tst_AdminSessions::initTestCase()
{
    QVERIFY2(m_fixture.start(), m_fixture.service.errorText().constData());
}

void tst_AdminSessions::init()
{
    failOnAnyWarning();
}

void tst_AdminSessions::listsByPages()
{
    const QByteArray user = m_fixture.freshUser();
    QSet<QString> expected;
    for (int i = 0; i < 7; ++i) {
        m_fixture.login(user);
    }
    QStringList seen;
    QByteArray cursor;
    int pages = 0;
    do {
        const QByteArray target = "/admin/v1/sessions?user=" + user + "&sort=created&order=asc&limit=3" +
                                  (cursor.isEmpty() ? QByteArray() : "&cursor=" + cursor.toPercentEncoding());
        const HttpAnswer answer = m_fixture.service.admin("read", "GET", target);
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

void tst_AdminSessions::listFilters()
{
    const QByteArray user = m_fixture.freshUser();
    m_fixture.login(user);
    const auto matched = [&](const QByteArray &query) {
        const HttpAnswer answer =
            m_fixture.service.admin("read", "GET", "/admin/v1/sessions?user=" + user + query);
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

void tst_AdminSessions::listRefuses_data()
{
    QTest::addColumn<QByteArray>("query");
    for (const char *query :
         {"limit=0", "limit=1001", "limit=-1", "limit=ten", "sort=name", "order=up", "state=dead", "older_than=1",
          "user=", "nonsense=1", "state=active&state=active", "user=%zz", "cursor=%00"}) {
        QTest::newRow(query) << QByteArray(query);
    }
}

void tst_AdminSessions::listRefuses()
{
    QFETCH(QByteArray, query);
    const HttpAnswer answer = m_fixture.service.admin("read", "GET", "/admin/v1/sessions?" + query);
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.problem(), QStringLiteral("bad-parameter"));
}

void tst_AdminSessions::endsOneSession()
{
    const QByteArray user = m_fixture.freshUser();
    const QByteArray token = m_fixture.login(user);
    const QJsonArray rows = m_fixture.service.admin("read", "GET", "/admin/v1/sessions?user=" + user)
                                .json()
                                .value(u"sessions")
                                .toArray();
    QCOMPARE(rows.size(), 1);
    const QByteArray path = "/admin/v1/sessions/" + rows[0].toObject().value(u"session_id").toString().toLatin1();
    const HttpAnswer refused =
        m_fixture.service.admin("operate", "DELETE", path, R"({"reason":"stolen\u0007 laptop"})");
    QCOMPARE(refused.status, 400);
    QCOMPARE(refused.json().value(u"detail").toString(),
             QStringLiteral("'reason' must not hold control characters"));
    QCOMPARE(m_fixture.service.admin("operate", "DELETE", path, R"({"reason":"stolen laptop"})").status, 204);
    QCOMPARE(m_fixture.service.data("GET", "/v1/session", token).status, 401);
    QCOMPARE(m_fixture.service.admin("operate", "DELETE", "/admin/v1/sessions/nothing").status, 404);
}

void tst_AdminSessions::purgesWhatThePreviewShowed()
{
    const QByteArray user = m_fixture.freshUser();
    const QByteArray spectator = m_fixture.login(m_fixture.freshUser());
    QList<QByteArray> tokens;
    for (int i = 0; i < 5; ++i) {
        tokens << m_fixture.login(user);
    }
    const QJsonObject shown = m_fixture.preview(R"({"state":"active","user":")" + user + "\"}");
    QCOMPARE(shown.value(u"matched").toInt(), 5);
    QCOMPARE(shown.value(u"users").toInt(), 1);
    QVERIFY(shown.value(u"bytes").toInteger() > 0);
    QCOMPARE(shown.value(u"sample").toArray().size(), 5);
    QCOMPARE(shown.value(u"confirm_required"), QJsonValue(false));
    const qint64 lives = QDateTime::currentDateTimeUtc().secsTo(
        QDateTime::fromString(shown.value(u"expires_at").toString(), Qt::ISODateWithMs));
    QVERIFY(lives > 100 && lives <= 121);
    const QByteArray later = m_fixture.login(user); // after the preview: not its business
    const QByteArray body =
        R"({"preview_id":")" + shown.value(u"preview_id").toString().toLatin1() + R"(","reason":"a test"})";
    const HttpAnswer accepted = m_fixture.service.admin("operate", "POST", "/admin/v1/purge", body);
    QCOMPARE(accepted.status, 202);
    const QString id = accepted.json().value(u"purge_id").toString();
    QCOMPARE(
        m_fixture.service.admin("operate", "POST", "/admin/v1/purge", body).json().value(u"purge_id").toString(),
        id);
    const QJsonObject state = m_fixture.finishedPurge(id);
    QCOMPARE(state.value(u"matched").toInt(), 5);
    QCOMPARE(state.value(u"purged").toInt(), 5);
    QCOMPARE(state.value(u"spared").toInt(-1), 0);
    for (const QByteArray &token : tokens) {
        QCOMPARE(m_fixture.service.data("GET", "/v1/session", token).status, 401);
    }
    QCOMPARE(m_fixture.service.data("GET", "/v1/session", later).status, 200);
    QCOMPARE(m_fixture.service.data("GET", "/v1/session", spectator).status, 200);
    QCOMPARE(m_fixture.service.admin("read", "GET", "/admin/v1/purge/nothing").status, 404);
}

void tst_AdminSessions::purgeSparesTheReturned()
{
    const QByteArray user = m_fixture.freshUser();
    const QByteArray sleeper = m_fixture.login(user);
    const QByteArray riser = m_fixture.login(user);
    m_fixture.login(m_fixture.freshUser()); // so that these two are not everybody
    QJsonObject shown;
    QTRY_COMPARE((shown = m_fixture.preview(R"({"idle_longer_than":"20ms","user":")" + user + "\"}"))
                     .value(u"matched")
                     .toInt(),
                 2);
    const qint64 previewed = QDateTime::currentMSecsSinceEpoch();
    QTRY_VERIFY(QDateTime::currentMSecsSinceEpoch() > previewed); // the clock of what is later
    QCOMPARE(m_fixture.service.data("GET", "/v1/session", riser).status, 200);
    const QByteArray body =
        R"({"preview_id":")" + shown.value(u"preview_id").toString().toLatin1() + R"(","reason":"a test"})";
    const QString id =
        m_fixture.service.admin("operate", "POST", "/admin/v1/purge", body).json().value(u"purge_id").toString();
    const QJsonObject state = m_fixture.finishedPurge(id);
    QCOMPARE(state.value(u"purged").toInt(), 1);
    QCOMPARE(state.value(u"spared").toInt(), 1);
    QCOMPARE(m_fixture.service.data("GET", "/v1/session", riser).status, 200);
    QCOMPARE(m_fixture.service.data("GET", "/v1/session", sleeper).status, 401);
}

void tst_AdminSessions::purgeOfAllAsksConfirmation_data()
{
    QTest::addColumn<QByteArray>("selector");
    QTest::newRow("every state") << QByteArray(R"({"state":"any"})");
    QTest::newRow("active") << QByteArray(R"({"state":"active"})");
    QTest::newRow("idle for a millisecond") << QByteArray(R"({"idle_longer_than":"1ms"})");
    QTest::newRow("older than a millisecond") << QByteArray(R"({"older_than":"1ms","state":"active"})");
    QTest::newRow("the one address there is") << QByteArray(R"({"address":"127.0.0.1"})");
}

void tst_AdminSessions::purgeOfAllAsksConfirmation()
{
    QFETCH(QByteArray, selector);
    m_fixture.login(m_fixture.freshUser());
    const QByteArray token = m_fixture.login(m_fixture.freshUser());
    QJsonObject shown; // until both are old enough for their milliseconds
    QTRY_COMPARE((shown = m_fixture.preview(selector)).value(u"confirm_required"), QJsonValue(true));
    const QByteArray id = shown.value(u"preview_id").toString().toLatin1();
    const QByteArray plain = R"({"preview_id":")" + id + R"(","reason":"a test"})";
    const HttpAnswer refused = m_fixture.service.admin("operate", "POST", "/admin/v1/purge", plain);
    QCOMPARE(refused.status, 400);
    QCOMPARE(refused.problem(), QStringLiteral("confirmation-missing"));
    const HttpAnswer still = m_fixture.service.data("POST", "/v1/introspect", ServiceProcess::token("read"),
                                                    R"({"token":")" + token + "\"}"); // which is no use of it
    QCOMPARE(still.json().value(u"active"), QJsonValue(true));
    const QByteArray wrong = R"({"preview_id":")" + id + R"(","reason":"a test","confirm":"yes"})";
    QCOMPARE(m_fixture.service.admin("operate", "POST", "/admin/v1/purge", wrong).status, 400);
    const QByteArray confirmed = R"({"preview_id":")" + id + R"(","reason":"a test","confirm":"every session"})";
    const HttpAnswer accepted = m_fixture.service.admin("operate", "POST", "/admin/v1/purge", confirmed);
    QCOMPARE(accepted.status, 202);
    QVERIFY(!m_fixture.finishedPurge(accepted.json().value(u"purge_id").toString()).isEmpty());
    QCOMPARE(m_fixture.service.data("GET", "/v1/session", token).status, 401);
}

void tst_AdminSessions::purgeRefuses_data()
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
    row("a reason with an escape", "", R"({"preview_id":"nothing","reason":"a\u001b[2Jtest"})", 400);
    row("a reason with a NUL", "", R"({"preview_id":"nothing","reason":"a\u0000test"})", 400);
    row("a reason of two lines", "", R"({"preview_id":"nothing","reason":"a\ntest"})", 400);
}

void tst_AdminSessions::purgeRefuses()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QCOMPARE(m_fixture.service.admin("operate", "POST", target, body).status, status);
}

void tst_AdminSessions::eventsTellAPurge()
{
    const QByteArray user = m_fixture.freshUser();
    m_fixture.login(user);
    const HttpAnswer before = m_fixture.service.admin("read", "GET", "/admin/v1/events?after=0&limit=1000");
    QCOMPARE(before.status, 200);
    const qint64 cursor = before.json().value(u"next").toInteger();
    const QByteArray id =
        m_fixture.preview(R"({"user":")" + user + "\"}").value(u"preview_id").toString().toLatin1();
    const QByteArray body = R"({"preview_id":")" + id + R"(","reason":"told in events"})";
    const QString purge =
        m_fixture.service.admin("operate", "POST", "/admin/v1/purge", body).json().value(u"purge_id").toString();
    QVERIFY(!m_fixture.finishedPurge(purge).isEmpty());
    const HttpAnswer after =
        m_fixture.service.admin("read", "GET", "/admin/v1/events?after=" + QByteArray::number(cursor));
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
    QCOMPARE(m_fixture.service.admin("read", "GET", "/admin/v1/events?after=x").status, 400);
}

QD_TEST_GUILESS(tst_AdminSessions)
#include "tst_admin_sessions.moc"
