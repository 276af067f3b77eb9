// SPDX-License-Identifier: GPL-3.0-or-later
// The gate of sessiond, spoken to over raw sockets: RFC 9112 framing, Host and Origin, limits.
#include "tests/integration/service/raw_client.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/real_sessiond.h"

#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

using namespace qd::test;

class tst_Gate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void refuses_data();
    void refuses();
    void lets_data();
    void lets();
    void hostAndOriginOnEveryRoute_data();
    void hostAndOriginOnEveryRoute();
    void limits_data();
    void limits();
    void answersPipelinedRequestsInOrder();
    void keepsAConnectionAfterARefusalWithoutBody();
    void continuesWhenAsked();
    void saysAllowWith405();
    void headHasNoBody_data();
    void headHasNoBody();
    void sendsNoStoreAndNoCors();

private:
    RealSessiond m_service{
        {QStringLiteral("--insecure-hashing"), QStringLiteral("--server-name"), QStringLiteral("auth.example")}};
};

void tst_Gate::initTestCase()
{
    QVERIFY2(m_service.start(), m_service.errorText().constData());
}

void tst_Gate::init()
{
    failOnAnyWarning();
}

/// Every one of these is answered once and loses its connection: framing that two parties might read differently
/// leaves nothing to trust behind it.
void tst_Gate::refuses_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *request, int status, qsizetype size = -1) {
        QTest::newRow(name) << QByteArray(request, size) << status;
    };
    row("absolute-form target", "GET http://{host}/healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", 400);
    row("asterisk-form target", "OPTIONS * HTTP/1.1\r\nHost: {host}\r\n\r\n", 400);
    row("authority-form target", "CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n", 400);
    row("fragment in the target", "GET /healthz#a HTTP/1.1\r\nHost: {host}\r\n\r\n", 400);
    row("HTTP/0.9", "GET /healthz\r\n\r\n", 400);
    row("HTTP/1.0 elsewhere than validate", "GET /healthz HTTP/1.0\r\nHost: {host}\r\n\r\n", 505);
    row("HTTP/2.0", "GET /healthz HTTP/2.0\r\nHost: {host}\r\n\r\n", 505);
    row("HTTP/1.2", "GET /healthz HTTP/1.2\r\nHost: {host}\r\n\r\n", 505);
    row("version in lower case", "GET /healthz http/1.1\r\nHost: {host}\r\n\r\n", 400);
    row("version with a tail", "GET /healthz HTTP/1.1x\r\nHost: {host}\r\n\r\n", 400);
    row("two blanks in the request line", "GET  /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", 400);
    row("tab in the request line", "GET\t/healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", 400);
    row("blank at the end of the request line", "GET /healthz HTTP/1.1 \r\nHost: {host}\r\n\r\n", 400);
    row("NUL in the target", "GET /heal\0thz HTTP/1.1\r\nHost: {host}\r\n\r\n", 400, 48);
    row("two empty lines before the request", "\r\n\r\nGET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", 400);
    row("no Host", "GET /healthz HTTP/1.1\r\n\r\n", 400);
    row("two Hosts", "GET /healthz HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\n\r\n", 400);
    row("Transfer-Encoding",
        "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411);
    row("unknown Transfer-Encoding", "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: xyz\r\n\r\n",
        411);
    row("Transfer-Encoding on a GET",
        "GET /healthz HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n", 411);
    row("length, then coding",
        "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        411);
    row("coding, then length",
        "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\nContent-Length: "
        "4\r\n\r\n0\r\n\r\n",
        411);
    row("equal lengths twice",
        "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400);
    row("different lengths",
        "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400);
    row("list of lengths", "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2, 2\r\n\r\n{}", 400);
    row("signed length", "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: +2\r\n\r\n{}", 400);
    row("negative length", "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: -2\r\n\r\n{}", 400);
    row("hexadecimal length", "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0x2\r\n\r\n{}", 400);
    row("empty length", "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Length:\r\n\r\n{}", 400);
    row("length beyond 64 bits",
        "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Length: 18446744073709551618\r\n\r\n{}", 400);
    row("GET with a body", "GET /healthz HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2\r\n\r\n{}", 400);
    row("lines ended by LF", "GET /healthz HTTP/1.1\nHost: {host}\n\n", 400);
    row("one line ended by LF", "GET /healthz HTTP/1.1\r\nHost: {host}\nX: y\r\n\r\n", 400);
    row("bare CR in a value", "GET /healthz HTTP/1.1\r\nHost: {host}\r\nX: a\rb\r\n\r\n", 400);
    row("folded line", "GET /healthz HTTP/1.1\r\nHost: {host}\r\nX: a\r\n b\r\n\r\n", 400);
    row("first field begins with a blank", "GET /healthz HTTP/1.1\r\n Host: {host}\r\n\r\n", 400);
    row("blank before the colon", "GET /healthz HTTP/1.1\r\nHost : {host}\r\n\r\n", 400);
    row("no colon", "GET /healthz HTTP/1.1\r\nHost: {host}\r\nnonsense\r\n\r\n", 400);
    row("no field name", "GET /healthz HTTP/1.1\r\nHost: {host}\r\n: x\r\n\r\n", 400);
    row("control character in a value", "GET /healthz HTTP/1.1\r\nHost: {host}\r\nX: a\x01z\r\n\r\n", 400);
    row("bad character in a name", "GET /healthz HTTP/1.1\r\nHost: {host}\r\nX(Y): a\r\n\r\n", 400);
    row("two Authorizations",
        "GET /v1/session HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
        400);
    row("unknown expectation",
        "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nExpect: tea\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\n\r\n",
        417);
    row("TLS hello", "\x16\x03\x01\x02\n\x01\x01\xfc\x03\x03", 400);
}

void tst_Gate::refuses()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    const RawConversation answer = converse(m_service.dataPort(), withHost(request, m_service.dataPort()));
    QCOMPARE(answer.statuses(), QList<int>{status});
    QVERIFY2(answer.closed, "the connection stayed open");
    QVERIFY(answer.bytes.contains("Content-Type: application/problem+json\r\n"));
}

void tst_Gate::lets_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *request, int status) {
        QTest::newRow(name) << QByteArray(request) << status;
    };
    row("a plain request", "GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", 200);
    row("one empty line before it", "\r\nGET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", 200);
    row("a query", "GET /healthz?a=b HTTP/1.1\r\nHost: {host}\r\n\r\n", 200);
    row("blanks around a value", "GET /healthz HTTP/1.1\r\nHost: \t {host} \t\r\n\r\n", 200);
    row("a name in another case", "GET /healthz HTTP/1.1\r\nhOST: {host}\r\n\r\n", 200);
    row("a server name", "GET /healthz HTTP/1.1\r\nHost: auth.example\r\n\r\n", 200);
    row("a server name with a port", "GET /healthz HTTP/1.1\r\nHost: AUTH.example:8443\r\n\r\n", 200);
    row("a foreign Host", "GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421);
    row("a foreign Host with our port", "GET /healthz HTTP/1.1\r\nHost: evil.example:7070\r\n\r\n", 421);
    row("a loopback Host of another port", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", 421);
    row("a loopback Host without a port", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 421);
    row("an empty Host", "GET /healthz HTTP/1.1\r\nHost:\r\n\r\n", 421);
    row("user information in Host", "GET /healthz HTTP/1.1\r\nHost: a@{host}\r\n\r\n", 421);
    row("an Origin", "GET /healthz HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n\r\n", 403);
    row("a null Origin", "GET /healthz HTTP/1.1\r\nHost: {host}\r\nOrigin: null\r\n\r\n", 403);
    row("fetched by another site", "GET /healthz HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: cross-site\r\n\r\n",
        403);
    row("fetched by the same origin",
        "GET /healthz HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\n\r\n", 403);
    row("typed by a person", "GET /healthz HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: none\r\n\r\n", 200);
    row("validate with an Origin", "GET /v1/session HTTP/1.1\r\nHost: {host}\r\nOrigin: https://a.example\r\n\r\n",
        401);
    row("validate fetched by a site",
        "GET /v1/session HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: cross-site\r\n\r\n", 401);
    row("no media type", "POST /v1/logout HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n", 415);
    row("a form", "POST /v1/logout HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/plain\r\n\r\n", 415);
    row("nearly JSON", "POST /v1/logout HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/jsonx\r\n\r\n", 415);
    row("JSON with a parameter",
        "POST /v1/logout HTTP/1.1\r\nHost: {host}\r\nContent-Type: Application/JSON; charset=utf-8\r\n\r\n", 401);
    row("an unknown path", "GET /nothing HTTP/1.1\r\nHost: {host}\r\n\r\n", 404);
    row("a path of the other plane", "GET /metrics HTTP/1.1\r\nHost: {host}\r\n\r\n", 404);
    row("a path with dots", "GET /v1/../metrics HTTP/1.1\r\nHost: {host}\r\n\r\n", 404);
    row("HEAD", "HEAD /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", 405);
    row("OPTIONS", "OPTIONS /v1/login HTTP/1.1\r\nHost: {host}\r\nOrigin: https://a.example\r\n\r\n", 405);
    row("TRACE", "TRACE /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", 405);
    row("a method nobody knows", "BREW /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", 405);
    row("a method in lower case", "get /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", 405);
}

void tst_Gate::lets()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    const RawConversation answer = converse(m_service.dataPort(), withHost(request, m_service.dataPort()), 1);
    QCOMPARE(answer.statuses(), QList<int>{status});
}

void tst_Gate::hostAndOriginOnEveryRoute_data()
{
    QTest::addColumn<bool>("admin");
    QTest::addColumn<QByteArray>("start");
    const QList<QByteArray> data{"POST /v1/login",       "POST /v1/introspect",   "GET /v1/session/data",
                                 "PUT /v1/session/data", "POST /v1/logout",       "POST /v1/logout-all",
                                 "GET /v1/sessions",     "DELETE /v1/sessions/a", "POST /v1/password",
                                 "GET /v1/me",           "GET /healthz",          "GET /readyz"};
    const QList<QByteArray> admin{"GET /metrics",
                                  "GET /admin/v1/status",
                                  "GET /admin/v1/sessions",
                                  "DELETE /admin/v1/sessions/a",
                                  "POST /admin/v1/purge/preview",
                                  "POST /admin/v1/purge",
                                  "GET /admin/v1/purge/a",
                                  "POST /admin/v1/collect",
                                  "POST /admin/v1/drain",
                                  "GET /admin/v1/users",
                                  "POST /admin/v1/users",
                                  "PATCH /admin/v1/users/a",
                                  "DELETE /admin/v1/users/a",
                                  "GET /admin/v1/events",
                                  "GET /admin/v1/audit",
                                  "PUT /admin/v1/drill"};
    for (const QByteArray &start : data) {
        QTest::newRow(start) << false << start;
    }
    for (const QByteArray &start : admin) {
        QTest::newRow(start) << true << start;
    }
}

void tst_Gate::hostAndOriginOnEveryRoute()
{
    QFETCH(bool, admin);
    QFETCH(QByteArray, start);
    const quint16 port = admin ? m_service.adminPort() : m_service.dataPort();
    const QByteArray rest =
        "Authorization: Bearer " + m_service.adminToken() + "\r\nContent-Type: application/json\r\n\r\n";
    const QByteArray rebound =
        start + " HTTP/1.1\r\nHost: evil.example:" + QByteArray::number(port) + "\r\n" + rest;
    QCOMPARE(converse(port, rebound, 1).status(), 421);
    const QByteArray page = start + " HTTP/1.1\r\nHost: {host}\r\nOrigin: https://evil.example\r\n" + rest;
    QCOMPARE(converse(port, withHost(page, port), 1).status(), 403);
}

void tst_Gate::limits_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto post = [](const char *path, int size) {
        return QByteArray("POST ") + path +
               " HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: " +
               QByteArray::number(size) + "\r\n\r\n" + QByteArray(size, ' ');
    };
    const QByteArray start = "GET /healthz HTTP/1.1\r\nHost: {host}\r\nX: ";
    QTest::newRow("header within 16 KiB") << start + QByteArray(16'000, 'x') + "\r\n\r\n" << 200;
    QTest::newRow("header beyond 16 KiB") << start + QByteArray(16'384, 'x') + "\r\n\r\n" << 431;
    QTest::newRow("a header line without end") << start + QByteArray(40'000, 'x') << 431;
    QTest::newRow("a request line without end") << "GET /" + QByteArray(40'000, 'x') << 431;
    QTest::newRow("many small fields") << start + "y\r\n" + QByteArray("A: b\r\n").repeated(5'000) << 431;
    QTest::newRow("login within 4 KiB") << post("/v1/login", 4'096) << 400;
    QTest::newRow("login beyond 4 KiB") << post("/v1/login", 4'097) << 413;
    QTest::newRow("others within 20 KiB") << post("/v1/password", 20'480) << 401;
    QTest::newRow("others beyond 20 KiB") << post("/v1/password", 20'481) << 413;
}

void tst_Gate::limits()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    const RawConversation answer = converse(m_service.dataPort(), withHost(request, m_service.dataPort()), 1);
    QCOMPARE(answer.statuses(), QList<int>{status});
}

void tst_Gate::answersPipelinedRequestsInOrder()
{
    const QByteArray one = "GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n";
    const QByteArray two = "POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                           "Content-Length: 45\r\n\r\n{\"username\":\"nobody\",\"password\":\"wrong word\"}";
    const QByteArray three = "GET /nothing HTTP/1.1\r\nHost: {host}\r\n\r\n";
    const QByteArray four = "GET /v1/session HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n";
    const RawConversation answer =
        converse(m_service.dataPort(), withHost(one + two + three + one + four, m_service.dataPort()));
    QCOMPARE(answer.statuses(), (QList<int>{200, 401, 404, 200, 401}));
    QVERIFY(answer.closed);
}

void tst_Gate::keepsAConnectionAfterARefusalWithoutBody()
{
    const QByteArray refused = "GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n";
    const QByteArray good = "GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n";
    const RawConversation answer =
        converse(m_service.dataPort(), withHost(refused + good, m_service.dataPort()), 2);
    QCOMPARE(answer.statuses(), (QList<int>{421, 200}));
}

void tst_Gate::continuesWhenAsked()
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, m_service.dataPort());
    QVERIFY(socket.waitForConnected(3'000));
    socket.write(withHost("POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                          "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n",
                          m_service.dataPort()));
    QVERIFY(socket.waitForReadyRead(3'000));
    QCOMPARE(socket.readAll(), QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    socket.write("{}");
    QVERIFY(socket.waitForReadyRead(3'000));
    QVERIFY(socket.readAll().startsWith("HTTP/1.1 400 "));
}

void tst_Gate::saysAllowWith405()
{
    QCOMPARE(m_service.data("POST", "/healthz").headers.value("allow"), QByteArray("GET"));
    QCOMPARE(m_service.data("POST", "/v1/session/data").headers.value("allow"), QByteArray("GET, PUT"));
    QCOMPARE(m_service.data("DELETE", "/v1/login").headers.value("allow"), QByteArray("POST"));
}

void tst_Gate::headHasNoBody_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<int>("status");
    QTest::newRow("a path that is there") << QByteArray("/healthz HTTP/1.1\r\nHost: {host}\r\n\r\n") << 405;
    QTest::newRow("another Host") << QByteArray("/v1/me HTTP/1.1\r\nHost: evil.example\r\n\r\n") << 405;
    QTest::newRow("malformed") << QByteArray("/healthz HTTP/1.1\r\nHost : {host}\r\n\r\n") << 400;
    QTest::newRow("two lines into one") << QByteArray("/healthz HTTP/1.1\r\nHost: {host}\nX: y\r\n\r\n") << 400;
}

/// What follows a body that should not be there would be read as the next answer.
void tst_Gate::headHasNoBody()
{
    QFETCH(QByteArray, rest);
    QFETCH(int, status);
    const quint16 port = m_service.dataPort();
    const QByteArray get = "GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n";
    const RawConversation other = converse(port, withHost("BREW " + rest, port), 1);
    const qsizetype body = other.bytes.size() - other.bytes.indexOf("\r\n\r\n") - 4;
    QVERIFY(body > 0);
    const RawConversation head = converse(port, withHost(get + "HEAD " + rest, port), 2);
    QCOMPARE(head.statuses(), (QList<int>{200, status}));
    QVERIFY(head.bytes.endsWith("\r\n\r\n"));
    const qsizetype length = head.bytes.lastIndexOf("Content-Length: ") + 16;
    QCOMPARE(head.bytes.mid(length, head.bytes.indexOf('\r', length) - length), QByteArray::number(body));
}

void tst_Gate::sendsNoStoreAndNoCors()
{
    for (const auto &answer : {m_service.data("GET", "/healthz"), m_service.data("GET", "/nothing"),
                               m_service.data("GET", "/v1/session"), m_service.admin("GET", "/metrics")}) {
        QCOMPARE(answer.headers.value("cache-control"), QByteArray("no-store"));
        QVERIFY(!answer.headers.contains("access-control-allow-origin"));
    }
    const HttpAnswer missing = m_service.data("GET", "/v1/session");
    QCOMPARE(missing.headers.value("www-authenticate"), QByteArray("Bearer"));
    const HttpAnswer wrong = m_service.data("GET", "/v1/session", "qd_nonsense");
    QCOMPARE(wrong.headers.value("www-authenticate"), QByteArray("Bearer error=\"invalid_token\""));
}

QTEST_GUILESS_MAIN(tst_Gate)
#include "tst_gate.moc"
