// SPDX-License-Identifier: GPL-3.0-or-later
// Every call of the data plane: what it gives, and how it says no.
#include "tests/integration/service/raw_client.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/real_sessiond.h"
#include "tests/support/test_program.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonArray>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <memory>
#include <vector>

using namespace qd::test;

namespace {

const QByteArray password = "correct horse";

QByteArray loginBody(const QByteArray &name, const QByteArray &secret)
{
    return "{\"username\":\"" + name + "\",\"password\":\"" + secret + "\"}";
}

QDateTime timeOf(const QJsonObject &object, QStringView key)
{
    return QDateTime::fromString(object.value(key).toString(), Qt::ISODateWithMs);
}

} // namespace

class tst_DataPlane : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void loginGivesASession();
    void loginTellsNobodyWhoExists();
    void loginRefusesBodies_data();
    void loginRefusesBodies();
    void validateAnswersProxies();
    void introspectNeedsAScope();
    void introspectReadsFormAndJson();
    void introspectDoesNotTouch();
    void dataIsKept();
    void dataRefuses_data();
    void dataRefuses();
    void logoutEndsOne();
    void logoutAllEndsAll();
    void ownSessionsAreListed();
    void endingAnotherAsksThePassword();
    void passwordChangeEndsOthers();
    void meShowsAProfile();
    void everythingNeedsAToken_data();
    void everythingNeedsAToken();
    void manyLoginsAtOnce();

private:
    QByteArray freshUser();

    RealSessiond m_service{{QStringLiteral("--insecure-hashing")}};
    int m_users = 0;
    QByteArray m_user;
};

void tst_DataPlane::initTestCase()
{
    QVERIFY2(m_service.start(), m_service.errorText().constData());
}

void tst_DataPlane::init()
{
    failOnAnyWarning();
    m_user = freshUser();
}

/// One for each test function, so that caps and lists of one do not meet another's.
QByteArray tst_DataPlane::freshUser()
{
    const QByteArray name = "user" + QByteArray::number(++m_users);
    return m_service.addUser(name, password) ? name : QByteArray();
}

void tst_DataPlane::loginGivesASession()
{
    const HttpAnswer answer = m_service.data("POST", "/v1/login", {}, loginBody(m_user, password));
    QCOMPARE(answer.status, 200);
    const QJsonObject said = answer.json();
    QCOMPARE(said.value(u"user").toString().toLatin1(), m_user);
    QCOMPARE(said.value(u"token").toString().size(), 52);
    QVERIFY(said.value(u"token").toString().startsWith(u"qd_"));
    QCOMPARE(said.value(u"session_id").toString().size(), 22);
    const qint64 absolute = QDateTime::currentDateTimeUtc().secsTo(timeOf(said, u"expires_at"));
    const qint64 idle = QDateTime::currentDateTimeUtc().secsTo(timeOf(said, u"idle_expires_at"));
    QVERIFY2(qAbs(absolute - 12 * 3600) < 10, qPrintable(QString::number(absolute)));
    QVERIFY2(qAbs(idle - 30 * 60) < 10, qPrintable(QString::number(idle)));
}

void tst_DataPlane::loginTellsNobodyWhoExists()
{
    HttpAnswer wrong = m_service.data("POST", "/v1/login", {}, loginBody(m_user, "another horse"));
    HttpAnswer unknown = m_service.data("POST", "/v1/login", {}, loginBody("nobody", password));
    QCOMPARE(wrong.status, 401);
    QCOMPARE(unknown.status, 401);
    QCOMPARE(wrong.body, unknown.body);
    wrong.headers.remove("date");
    unknown.headers.remove("date");
    QCOMPARE(wrong.headers, unknown.headers);
    QCOMPARE(wrong.headers.value("www-authenticate"), QByteArray("Bearer"));
}

void tst_DataPlane::loginRefusesBodies_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("no JSON") << QByteArray("username=a&password=b");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("two objects") << loginBody("a", "b") + "{}";
    QTest::newRow("a trailing comma") << QByteArray(R"({"username":"a","password":"b",})");
    QTest::newRow("a comment") << QByteArray(R"({"username":"a",/**/"password":"b"})");
    QTest::newRow("no password") << QByteArray(R"({"username":"a"})");
    QTest::newRow("a password that is a number") << QByteArray(R"({"username":"a","password":12345678})");
    QTest::newRow("a password that is null") << QByteArray(R"({"username":"a","password":null})");
    QTest::newRow("an unknown member") << QByteArray(R"({"username":"a","password":"b","admin":true})");
    QTest::newRow("a member twice") << QByteArray(R"({"username":"a","password":"bbbbbbbb","username":"c"})");
    QTest::newRow("bytes that are no UTF-8") << QByteArray("{\"username\":\"a\xff\",\"password\":\"bbbbbbbb\"}");
    QTest::newRow("an overlong encoding") << QByteArray("{\"username\":\"a\xc0\xaf\",\"password\":\"bbbbbbbb\"}");
    QTest::newRow("a lone surrogate") << QByteArray(R"({"username":"a\ud800","password":"bbbbbbbb"})");
    QTest::newRow("deep nesting") << QByteArray(1'000, '[') + QByteArray(1'000, ']');
}

void tst_DataPlane::loginRefusesBodies()
{
    QFETCH(QByteArray, body);
    const HttpAnswer answer = m_service.data("POST", "/v1/login", {}, body);
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.problem(), QStringLiteral("bad-body"));
    QCOMPARE(answer.headers.value("content-type"), QByteArray("application/problem+json"));
}

void tst_DataPlane::validateAnswersProxies()
{
    const QByteArray token = m_service.login(m_user, password);
    const HttpAnswer answer = m_service.data("GET", "/v1/session", token);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.headers.value("x-auth-user"), m_user);
    QCOMPARE(answer.json().value(u"active").toBool(), true);
    QCOMPARE(answer.json().value(u"user").toString().toLatin1(), m_user);
    QVERIFY(timeOf(answer.json(), u"created_at").isValid());
    QVERIFY(timeOf(answer.json(), u"last_seen_at").isValid());
    QVERIFY(timeOf(answer.json(), u"expires_at").isValid());

    const QByteArray asNginx = "GET /v1/session HTTP/1.0\r\nHost: {host}\r\nConnection: close\r\n"
                               "Origin: https://app.example\r\nSec-Fetch-Site: same-site\r\n"
                               "Authorization: bearer " +
                               token + "\r\n\r\n";
    const RawConversation proxied = converse(m_service.dataPort(), withHost(asNginx, m_service.dataPort()));
    QCOMPARE(proxied.statuses(), QList<int>{200});
    QVERIFY(proxied.closed);
    QVERIFY(proxied.bytes.contains("X-Auth-User: " + m_user + "\r\n"));
}

void tst_DataPlane::introspectNeedsAScope()
{
    const QByteArray token = m_service.login(m_user, password);
    const QByteArray body = "{\"token\":\"" + token + "\"}";
    QCOMPARE(m_service.data("POST", "/v1/introspect", {}, body).status, 401);
    QCOMPARE(m_service.data("POST", "/v1/introspect", token, body).status, 401);
}

void tst_DataPlane::introspectReadsFormAndJson()
{
    const QByteArray token = m_service.login(m_user, password);
    const auto ask = [&](const QByteArray &type, const QByteArray &body) {
        const QByteArray head =
            "POST /v1/introspect HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: " + type +
            "\r\nAuthorization: Bearer " + m_service.adminToken() +
            "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n";
        return converse(m_service.dataPort(), withHost(head, m_service.dataPort()) + body);
    };
    const RawConversation form =
        ask("application/x-www-form-urlencoded", "token_type_hint=access_token&token=" + token);
    QCOMPARE(form.statuses(), QList<int>{200});
    QVERIFY(form.bytes.contains("\"active\":true") && form.bytes.contains("\"username\":\"" + m_user + "\""));
    const RawConversation json = ask("application/json", "{\"token\":\"" + token + "\"}");
    QVERIFY(json.bytes.contains("\"active\":true"));
    const RawConversation unknown = ask("application/x-www-form-urlencoded", "token=qd_unknown");
    QVERIFY(unknown.bytes.endsWith("{\"active\":false}"));
    QCOMPARE(ask("application/x-www-form-urlencoded", "tok=1").statuses(), QList<int>{400});
}

void tst_DataPlane::introspectDoesNotTouch()
{
    const QByteArray token = m_service.login(m_user, password);
    const QByteArray other = m_service.login(m_user, password);
    const auto seen = [&](const QByteArray &of) {
        const HttpAnswer answer =
            m_service.data("POST", "/v1/introspect", m_service.adminToken(), "{\"token\":\"" + of + "\"}");
        return answer.json().value(u"last_seen_at").toString();
    };
    const auto touched = [&](const QByteArray &of) {
        return m_service.data("GET", "/v1/session", of).status == 200 ? seen(of) : QString();
    };
    const QString before = seen(token);
    // By the service's clock, which stands up to two milliseconds behind ours: from then on a touch would show.
    QTRY_VERIFY(touched(other) > before);
    QCOMPARE(seen(token), before);
    QVERIFY(touched(token) > before);
}

void tst_DataPlane::dataIsKept()
{
    const QByteArray token = m_service.login(m_user, password);
    QCOMPARE(m_service.data("GET", "/v1/session/data", token).body, QByteArray("{}"));
    const QByteArray body = R"({ "cart": [1, 2.50, "ünï"] })";
    QCOMPARE(m_service.data("PUT", "/v1/session/data", token, body).status, 204);
    QCOMPARE(m_service.data("GET", "/v1/session/data", token).body, body);
    const QByteArray full = '"' + QByteArray(16'382, 'x') + '"';
    QCOMPARE(m_service.data("PUT", "/v1/session/data", token, full).status, 204);
    QCOMPARE(m_service.data("GET", "/v1/session/data", token).body, full);
}

void tst_DataPlane::dataRefuses_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("beyond 16 KiB") << QByteArray('"' + QByteArray(16'383, 'x') + '"') << 413;
    QTest::newRow("nothing") << QByteArray("") << 400;
    QTest::newRow("no JSON") << QByteArray("{") << 400;
    QTest::newRow("bytes that are no UTF-8") << QByteArray("\"\xff\"") << 400;
    QTest::newRow("too deep") << QByteArray(QByteArray(100, '[') + QByteArray(100, ']')) << 400;
}

void tst_DataPlane::dataRefuses()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    const QByteArray token = m_service.login(m_user, password);
    QCOMPARE(m_service.data("PUT", "/v1/session/data", token, R"({"kept":1})").status, 204);
    QCOMPARE(m_service.data("PUT", "/v1/session/data", token, body).status, status);
    QCOMPARE(m_service.data("GET", "/v1/session/data", token).body, QByteArray(R"({"kept":1})"));
}

void tst_DataPlane::logoutEndsOne()
{
    const QByteArray one = m_service.login(m_user, password);
    const QByteArray two = m_service.login(m_user, password);
    QCOMPARE(m_service.data("POST", "/v1/logout", one).status, 204);
    QCOMPARE(m_service.data("GET", "/v1/session", one).status, 401);
    QCOMPARE(m_service.data("GET", "/v1/session", two).status, 200);
    QCOMPARE(m_service.data("POST", "/v1/logout", one).status, 204);
    QCOMPARE(m_service.data("POST", "/v1/logout", "qd_never_was").status, 204);
}

void tst_DataPlane::logoutAllEndsAll()
{
    const QByteArray one = m_service.login(m_user, password);
    const QByteArray two = m_service.login(m_user, password);
    const HttpAnswer answer = m_service.data("POST", "/v1/logout-all", one);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json().value(u"ended").toInt(), 2);
    QCOMPARE(m_service.data("GET", "/v1/session", one).status, 401);
    QCOMPARE(m_service.data("GET", "/v1/session", two).status, 401);
    QCOMPARE(m_service.data("POST", "/v1/logout-all", one).status, 401);
}

void tst_DataPlane::ownSessionsAreListed()
{
    const QByteArray one = m_service.login(m_user, password);
    const QByteArray two = m_service.login(m_user, password);
    QVERIFY(!two.isEmpty());
    const HttpAnswer answer = m_service.data("GET", "/v1/sessions", one);
    QCOMPARE(answer.status, 200);
    const QJsonArray sessions = answer.json().value(u"sessions").toArray();
    QCOMPARE(sessions.size(), 2);
    int current = 0;
    for (const QJsonValue session : sessions) {
        current += session.toObject().value(u"current").toBool() ? 1 : 0;
        QCOMPARE(session.toObject().value(u"address").toString(), QStringLiteral("127.0.0.1"));
    }
    QCOMPARE(current, 1);
    QVERIFY(!answer.body.contains(one) && !answer.body.contains(two));
}

void tst_DataPlane::endingAnotherAsksThePassword()
{
    const QByteArray mine = m_service.login(m_user, password);
    const HttpAnswer other = m_service.data("POST", "/v1/login", {}, loginBody(m_user, password));
    const QByteArray path = "/v1/sessions/" + other.json().value(u"session_id").toString().toLatin1();
    QCOMPARE(m_service.data("DELETE", path, mine).status, 403);
    QCOMPARE(m_service.data("DELETE", path, mine, R"({"password":"another horse"})").status, 403);
    QCOMPARE(m_service.data("DELETE", path, mine, R"({"pass":"x"})").status, 400);
    QCOMPARE(m_service.data("DELETE", path, mine, R"({"password":"correct horse"})").status, 204);
    QCOMPARE(m_service.data("GET", "/v1/session", other.json().value(u"token").toString().toLatin1()).status, 401);

    const QByteArray stranger = freshUser();
    const HttpAnswer theirs = m_service.data("POST", "/v1/login", {}, loginBody(stranger, password));
    const QByteArray foreign = "/v1/sessions/" + theirs.json().value(u"session_id").toString().toLatin1();
    QCOMPARE(m_service.data("DELETE", foreign, mine, R"({"password":"correct horse"})").status, 404);
    QCOMPARE(m_service.data("GET", "/v1/session", theirs.json().value(u"token").toString().toLatin1()).status,
             200);
}

void tst_DataPlane::passwordChangeEndsOthers()
{
    const QByteArray mine = m_service.login(m_user, password);
    const QByteArray other = m_service.login(m_user, password);
    const auto change = [&](const QByteArray &old, const QByteArray &fresh) {
        return m_service.data("POST", "/v1/password", mine,
                              "{\"old_password\":\"" + old + "\",\"new_password\":\"" + fresh + "\"}");
    };
    QCOMPARE(change("another horse", "battery staple").status, 403);
    QCOMPARE(change(password, "short").status, 400);
    QCOMPARE(change(password, "password1").status, 400);
    const HttpAnswer answer = change(password, "battery staple");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json().value(u"ended").toInt(), 1);
    QCOMPARE(m_service.data("GET", "/v1/session", mine).status, 200);
    QCOMPARE(m_service.data("GET", "/v1/session", other).status, 401);
    QVERIFY(m_service.login(m_user, password).isEmpty());
    QVERIFY(!m_service.login(m_user, "battery staple").isEmpty());
}

void tst_DataPlane::meShowsAProfile()
{
    const QByteArray token = m_service.login(m_user, password);
    QCOMPARE(m_service.data("POST", "/v1/logout", m_service.login(m_user, password)).status, 204);
    const HttpAnswer answer = m_service.data("GET", "/v1/me", token);
    QCOMPARE(answer.status, 200);
    const QJsonObject me = answer.json();
    QCOMPARE(me.value(u"user").toString().toLatin1(), m_user);
    QCOMPARE(me.value(u"active_sessions").toInt(), 1);
    QCOMPARE(me.value(u"sign_ins").toInt(), 2);
    QCOMPARE(me.value(u"recent_sign_ins").toArray().size(), 2);
    QVERIFY(timeOf(me.value(u"recent_sign_ins").toArray().first().toObject(), u"at").isValid());
}

void tst_DataPlane::everythingNeedsAToken_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    const auto row = [](const char *method, const char *target) {
        QTest::newRow(target) << QByteArray(method) << QByteArray(target);
    };
    row("GET", "/v1/session");
    row("GET", "/v1/session/data");
    row("POST", "/v1/logout-all");
    row("GET", "/v1/sessions");
    row("DELETE", "/v1/sessions/abc");
    row("POST", "/v1/password");
    row("GET", "/v1/me");
}

void tst_DataPlane::everythingNeedsAToken()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    const QByteArray body =
        target == "/v1/password" ? QByteArray(R"({"old_password":"a","new_password":"b"})") : QByteArray();
    const HttpAnswer none = m_service.data(method, target, {}, body);
    QCOMPARE(none.status, 401);
    QCOMPARE(none.problem(), QStringLiteral("credentials-missing"));
    const HttpAnswer wrong = m_service.data(method, target, "qd_nonsense", body);
    QCOMPARE(wrong.status, 401);
    QCOMPARE(wrong.problem(), QStringLiteral("token-invalid"));
}

void tst_DataPlane::manyLoginsAtOnce()
{
    constexpr int count = 100;
    const QByteArray body = loginBody(m_user, password);
    const QByteArray request = withHost("POST /v1/login HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
                                        "Content-Type: application/json\r\nContent-Length: " +
                                            QByteArray::number(body.size()) + "\r\n\r\n" + body,
                                        m_service.dataPort());
    std::vector<std::unique_ptr<QTcpSocket>> clients;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<QTcpSocket>());
        clients.back()->connectToHost(QHostAddress::LocalHost, m_service.dataPort());
        clients.back()->write(request);
    }
    const auto closed = [&] {
        return std::all_of(clients.begin(), clients.end(), [](const auto &client) {
            return client->state() == QAbstractSocket::UnconnectedState;
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(closed(), 30'000);
    int good = 0;
    for (const auto &client : clients) {
        const QByteArray answer = client->readAll();
        good += answer.startsWith("HTTP/1.1 200 ") ? 1 : 0;
        QVERIFY2(answer.startsWith("HTTP/1.1 200 ") || answer.startsWith("HTTP/1.1 503 "), answer.constData());
        QVERIFY(answer.startsWith("HTTP/1.1 200 ") || answer.contains("Retry-After: "));
    }
    QVERIFY2(good >= 20, qPrintable(QString::number(good)));
    QCOMPARE(m_service.data("GET", "/healthz").status, 200);
}

QD_TEST_GUILESS(tst_DataPlane)
#include "tst_data_plane.moc"
