// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/http_client.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_program.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

HttpRequest asking(const char *target, Millis deadline = 5s)
{
    HttpRequest request;
    request.target = target;
    request.deadline = deadline;
    return request;
}

} // namespace

class TestHttpClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void whoWaitsKeepsItsDeadline()
    {
        HostileServer server;
        server.sayNothing();
        HttpClient client(Endpoint::loopback(server.port(), {}));
        QList<QByteArray> order;
        QElapsedTimer timer;
        timer.start();
        std::optional<Error> late;
        qint64 after = 0;
        client.send(asking("/slow", 1500ms), [&](const Result<HttpResponse> &) { order << "slow"; });
        client.send(asking("/waits", 200ms), [&](const Result<HttpResponse> &response) {
            order << "waits";
            after = timer.elapsed();
            late = response ? std::nullopt : std::optional(response.error());
        });
        QTRY_COMPARE(order.size(), 2);
        QCOMPARE(order, (QList<QByteArray>{"waits", "slow"}));
        QVERIFY2(after >= 200 && after < 1'000, QByteArray::number(after).constData());
        QVERIFY(late && late->code == ErrorCode::Timeout && late->words.contains(QStringLiteral("not sent")));
        QVERIFY(!server.received().contains("/waits"));
    }

    void aReplyMayDestroyItsClient_data()
    {
        using Misbehave = std::function<void(HostileServer &)>;
        QTest::addColumn<Misbehave>("misbehave");
        QTest::newRow("an answer") << Misbehave([](HostileServer &s) { s.answerText("a 1\n"); });
        QTest::newRow("an answer and the end of the connection") << Misbehave([](HostileServer &s) {
            s.answerAndClose("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        });
        QTest::newRow("a body that the end of the connection ends") << Misbehave(
            [](HostileServer &s) { s.answerAndClose("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok"); });
        QTest::newRow("half an answer") << Misbehave(
            [](HostileServer &s) { s.answerAndClose("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok"); });
        QTest::newRow("no HTTP at all")
            << Misbehave([](HostileServer &s) { s.answerWith("220 ftp ready\r\n\r\n"); });
        QTest::newRow("silence") << Misbehave([](HostileServer &s) { s.sayNothing(); });
    }

    void aReplyMayDestroyItsClient()
    {
        using Misbehave = std::function<void(HostileServer &)>;
        QFETCH(Misbehave, misbehave);
        for (int round = 0; round < 5; ++round) {
            HostileServer server;
            misbehave(server);
            auto client = std::make_unique<HttpClient>(Endpoint::loopback(server.port(), {}));
            int replies = 0;
            client->send(asking("/one", 300ms), [&](const Result<HttpResponse> &) {
                ++replies;
                client.reset();
            });
            client->send(asking("/two"), [&](const Result<HttpResponse> &) { ++replies; });
            QTRY_VERIFY(!client);
            QCoreApplication::processEvents();
            QCOMPARE(replies, 1);
        }
    }

    void aReplyToAllMayDestroyItsClient()
    {
        HostileServer server;
        auto client = std::make_unique<HttpClient>(Endpoint::loopback(server.port(), {}));
        int replies = 0;
        for (int i = 0; i < 3; ++i) {
            client->send(asking("/"), [&](const Result<HttpResponse> &) {
                ++replies;
                client.reset();
            });
        }
        QTRY_VERIFY(server.requests() == 1);
        client->failAll({ErrorCode::Unavailable, QStringLiteral("gone")});
        QCOMPARE(replies, 1);
    }
};

QD_TEST_GUILESS(TestHttpClient)

#include "tst_http_client.moc"
