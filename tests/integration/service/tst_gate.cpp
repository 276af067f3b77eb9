// SPDX-License-Identifier: GPL-3.0-or-later
// The gate of sessiond, spoken to over raw sockets: RFC 9112 framing, Host and Origin, limits.
#include "tests/integration/service/raw_client.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/real_sessiond.h"
#include "tests/support/test_program.h"

#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <initializer_list>

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

namespace {

/// A request by that part of it which its row is about; the rest of it is good.
struct Row
{
    const char *name;
    const char *part;
    int status;
};

using Wrap = QByteArray (*)(const QByteArray &);

QByteArray whole(const QByteArray &request)
{
    return request;
}

QByteArray line(const QByteArray &requestLine)
{
    return requestLine + "\r\nHost: {host}\r\n\r\n";
}

QByteArray get(const QByteArray &fields)
{
    return "GET /healthz HTTP/1.1\r\n" + fields + "\r\n";
}

QByteArray getWith(const QByteArray &field)
{
    return get("Host: {host}\r\n" + field + "\r\n");
}

QByteArray validateWith(const QByteArray &fields)
{
    return "GET /v1/session HTTP/1.1\r\nHost: {host}\r\n" + fields + "\r\n";
}

QByteArray loginWith(const QByteArray &fieldsAndBody)
{
    return "POST /v1/login HTTP/1.1\r\nHost: {host}\r\n" + fieldsAndBody;
}

QByteArray logoutWith(const QByteArray &field)
{
    return "POST /v1/logout HTTP/1.1\r\nHost: {host}\r\n" + field + "\r\n\r\n";
}

void addRows(Wrap wrap, std::initializer_list<Row> rows)
{
    for (const Row &row : rows) {
        QTest::newRow(row.name) << wrap(row.part) << row.status;
    }
}

} // namespace

/// Every one of these is answered once and loses its connection: framing that two parties might read differently
/// leaves nothing to trust behind it.
void tst_Gate::refuses_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    addRows(line, {{"absolute-form target", "GET http://{host}/healthz HTTP/1.1", 400},
                   {"asterisk-form target", "OPTIONS * HTTP/1.1", 400},
                   {"authority-form target", "CONNECT {host} HTTP/1.1", 400},
                   {"fragment in the target", "GET /healthz#a HTTP/1.1", 400},
                   {"HTTP/1.0 elsewhere than validate", "GET /healthz HTTP/1.0", 505},
                   {"HTTP/2.0", "GET /healthz HTTP/2.0", 505},
                   {"HTTP/1.2", "GET /healthz HTTP/1.2", 505},
                   {"version in lower case", "GET /healthz http/1.1", 400},
                   {"version with a tail", "GET /healthz HTTP/1.1x", 400},
                   {"two blanks in the request line", "GET  /healthz HTTP/1.1", 400},
                   {"tab in the request line", "GET\t/healthz HTTP/1.1", 400},
                   {"blank at the end of the request line", "GET /healthz HTTP/1.1 ", 400},
                   {"two empty lines before the request", "\r\n\r\nGET /healthz HTTP/1.1", 400}});
    addRows(get, {{"no Host", "", 400},
                  {"two Hosts", "Host: {host}\r\nHost: {host}\r\n", 400},
                  {"first field begins with a blank", " Host: {host}\r\n", 400},
                  {"blank before the colon", "Host : {host}\r\n", 400}});
    addRows(getWith, {{"Transfer-Encoding on a GET", "Transfer-Encoding: chunked", 411},
                      {"GET with a body", "Content-Length: 2", 400},
                      {"one line ended by LF", "X: y\nX: z", 400},
                      {"bare CR in a value", "X: a\rb", 400},
                      {"folded line", "X: a\r\n b", 400},
                      {"no colon", "nonsense", 400},
                      {"no field name", ": x", 400},
                      {"control character in a value", "X: a\x01z", 400},
                      {"bad character in a name", "X(Y): a", 400}});
    addRows(loginWith,
            {{"Transfer-Encoding", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411},
             {"unknown Transfer-Encoding", "Transfer-Encoding: xyz\r\n\r\n", 411},
             {"length, then coding", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411},
             {"coding, then length", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", 411},
             {"equal lengths twice", "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400},
             {"different lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400},
             {"list of lengths", "Content-Length: 2, 2\r\n\r\n{}", 400},
             {"signed length", "Content-Length: +2\r\n\r\n{}", 400},
             {"negative length", "Content-Length: -2\r\n\r\n{}", 400},
             {"hexadecimal length", "Content-Length: 0x2\r\n\r\n{}", 400},
             {"empty length", "Content-Length:\r\n\r\n{}", 400},
             {"length beyond 64 bits", "Content-Length: 18446744073709551618\r\n\r\n{}", 400},
             {"unknown expectation", "Expect: tea\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n",
              417}});
    addRows(validateWith, {{"two Authorizations", "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n", 400}});
    addRows(whole, {{"HTTP/0.9", "GET /healthz\r\n\r\n", 400},
                    {"lines ended by LF", "GET /healthz HTTP/1.1\nHost: {host}\n\n", 400},
                    {"TLS hello", "\x16\x03\x01\x02\n\x01\x01\xfc\x03\x03", 400}});
    QTest::newRow("NUL in the target") << line(QByteArray("GET /heal\0thz HTTP/1.1", 22)) << 400;
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
    addRows(line, {{"a plain request", "GET /healthz HTTP/1.1", 200},
                   {"one empty line before it", "\r\nGET /healthz HTTP/1.1", 200},
                   {"a query", "GET /healthz?a=b HTTP/1.1", 200},
                   {"an unknown path", "GET /nothing HTTP/1.1", 404},
                   {"a path of the other plane", "GET /metrics HTTP/1.1", 404},
                   {"a path with dots", "GET /v1/../metrics HTTP/1.1", 404},
                   {"HEAD", "HEAD /healthz HTTP/1.1", 405},
                   {"OPTIONS", "OPTIONS /v1/login HTTP/1.1\r\nOrigin: https://a.example", 405},
                   {"TRACE", "TRACE /healthz HTTP/1.1", 405},
                   {"a method nobody knows", "BREW /healthz HTTP/1.1", 405},
                   {"a method in lower case", "get /healthz HTTP/1.1", 405}});
    addRows(get, {{"blanks around a value", "Host: \t {host} \t\r\n", 200},
                  {"a name in another case", "hOST: {host}\r\n", 200},
                  {"a server name", "Host: auth.example\r\n", 200},
                  {"a server name with a port", "Host: AUTH.example:8443\r\n", 200},
                  {"a foreign Host", "Host: evil.example\r\n", 421},
                  {"a foreign Host with our port", "Host: evil.example:7070\r\n", 421},
                  {"a loopback Host of another port", "Host: 127.0.0.1:1\r\n", 421},
                  {"a loopback Host without a port", "Host: 127.0.0.1\r\n", 421},
                  {"an empty Host", "Host:\r\n", 421},
                  {"user information in Host", "Host: a@{host}\r\n", 421}});
    addRows(getWith, {{"an Origin", "Origin: http://{host}", 403},
                      {"a null Origin", "Origin: null", 403},
                      {"fetched by another site", "Sec-Fetch-Site: cross-site", 403},
                      {"fetched by the same origin", "Sec-Fetch-Site: same-origin", 403},
                      {"typed by a person", "Sec-Fetch-Site: none", 200}});
    addRows(validateWith, {{"validate with an Origin", "Origin: https://a.example\r\n", 401},
                           {"validate fetched by a site", "Sec-Fetch-Site: cross-site\r\n", 401}});
    addRows(logoutWith, {{"no media type", "Content-Length: 0", 415},
                         {"a form", "Content-Type: text/plain", 415},
                         {"nearly JSON", "Content-Type: application/jsonx", 415},
                         {"JSON with a parameter", "Content-Type: Application/JSON; charset=utf-8", 401}});
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

QD_TEST_GUILESS(tst_Gate)
#include "tst_gate.moc"
