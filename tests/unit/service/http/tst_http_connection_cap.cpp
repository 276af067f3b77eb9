// SPDX-License-Identifier: GPL-3.0-or-later
// At the connection cap: how many go for one that comes, however many io threads there are.
#include "backend/service/http/exchange.h"
#include "backend/service/http/server.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QScopeGuard>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

using namespace sessiond::http;

namespace {

/// Io threads that come to it stay until it is opened.
class Barrier
{
public:
    void pass()
    {
        std::unique_lock lock(m_mutex);
        ++m_here;
        m_opened.wait(lock, [this] { return m_open; });
    }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_opened.notify_all();
    }
    [[nodiscard]] int here()
    {
        const std::lock_guard lock(m_mutex);
        return m_here;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_opened;
    int m_here = 0;
    bool m_open = false;
};

/// Answers what asks nothing of it; "first" and "second" hold the io thread up, and "never" gets no answer.
class Answering : public Application
{
public:
    unsigned validate(const RequestHead &, std::string_view, bool, std::string &) override { return 500; }
    void handle(Exchange exchange) override
    {
        if (exchange.body == "first") {
            first.pass();
        } else if (exchange.body == "second") {
            second.pass();
        } else if (exchange.body == "never") {
            const std::lock_guard lock(m_mutex);
            m_unanswered.push_back(exchange.reply);
            return;
        }
        exchange.reply(Response{});
    }
    /// Before the server goes: who has no answer gets one then.
    void letGo()
    {
        first.open();
        second.open();
        const std::lock_guard lock(m_mutex);
        m_unanswered.clear();
    }
    [[nodiscard]] std::size_t unanswered()
    {
        const std::lock_guard lock(m_mutex);
        return m_unanswered.size();
    }

    Barrier first;
    Barrier second;

private:
    std::mutex m_mutex;
    std::vector<Reply> m_unanswered;
};

/// A client that keeps its connection.
class Client
{
public:
    explicit Client(quint16 port)
        : m_port(port)
    {
        m_socket.connectToHost(QHostAddress::LocalHost, port);
        m_socket.waitForConnected(5'000);
    }

    [[nodiscard]] QByteArray request(const QByteArray &body) const
    {
        return "POST /v1/login HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_port) +
               "\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
               "\r\n\r\n" + body;
    }
    /// False when the connection is closed.
    bool send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        return m_socket.state() == QAbstractSocket::ConnectedState && m_socket.waitForBytesWritten(5'000);
    }
    bool hasAnswer()
    {
        QByteArray answer = m_socket.readAll();
        while (!answer.contains("\r\n\r\n") && m_socket.waitForReadyRead(5'000)) {
            answer += m_socket.readAll();
        }
        return answer.startsWith("HTTP/1.1 200");
    }
    bool ask()
    {
        m_socket.write(request("{}"));
        return hasAnswer();
    }

private:
    quint16 m_port;
    QTcpSocket m_socket;
};

} // namespace

class TestConnectionCap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void oneGoesForEachThatComes_data();
    void oneGoesForEachThatComes();
    void busyThreadsDoNotEachCloseOne();
};

void TestConnectionCap::oneGoesForEachThatComes_data()
{
    QTest::addColumn<unsigned>("threads");
    QTest::newRow("one io thread") << 1U;
    QTest::newRow("eight io threads") << 8U;
}

void TestConnectionCap::oneGoesForEachThatComes()
{
    QFETCH(unsigned, threads);
    constexpr std::size_t cap = 33;
    constexpr std::size_t more = 20;
    Answering application;
    ServerConfig config;
    config.threads = threads;
    config.maxConnections = cap;
    Server server(config, application);
    QCOMPARE(server.bind(), std::string());
    server.start();
    std::vector<std::unique_ptr<Client>> clients;
    // One place is always kept for who comes next.
    for (std::size_t i = 0; i < cap - 1 + more; ++i) {
        clients.push_back(std::make_unique<Client>(server.dataPort()));
        QVERIFY(clients.back()->ask());
    }
    const auto gone = std::count_if(clients.begin(), clients.end(), [](const auto &one) { return !one->ask(); });
    QCOMPARE(gone, std::ptrdiff_t{more});
}

/// A connection that is closed is not yet gone: its thread has something else to do first, and the others may not
/// take that for room that is still missing.
void TestConnectionCap::busyThreadsDoNotEachCloseOne()
{
    constexpr std::size_t threads = 8;
    constexpr std::size_t busy = threads - 1;
    Answering application;
    ServerConfig config;
    config.threads = threads;
    config.maxConnections = 3 * threads + 1;
    Server server(config, application);
    const auto letGo = qScopeGuard([&] { application.letGo(); });
    QCOMPARE(server.bind(), std::string());
    server.start();
    // Threads take connections in turn: each row has one of each thread.
    std::array<std::vector<std::unique_ptr<Client>>, 3> rows;
    for (auto &row : rows) {
        for (std::size_t thread = 0; thread < threads; ++thread) {
            row.push_back(std::make_unique<Client>(server.dataPort()));
            QVERIFY(row.back()->ask());
        }
    }
    // The first thread, which accepts, has none to spare. The others have one each, that is slow, and are held up.
    for (auto &row : rows) {
        QVERIFY(row[0]->send(row[0]->request("never")));
    }
    QTRY_COMPARE(application.unanswered(), rows.size());
    const QByteArray request = rows[0][0]->request("{}");
    for (std::size_t thread = 1; thread < threads; ++thread) {
        QVERIFY(rows[0][thread]->send(request.first(20)));
        QVERIFY(rows[1][thread]->send(rows[1][thread]->request("first")));
    }
    QTRY_COMPARE(application.first.here(), int(busy));
    for (std::size_t thread = 1; thread < threads; ++thread) {
        QVERIFY(rows[2][thread]->send(rows[2][thread]->request("second")));
    }
    Client newcomer(server.dataPort());
    QVERIFY(newcomer.send(newcomer.request("never")));
    QTRY_COMPARE(application.unanswered(), rows.size() + 1);
    application.first.open();
    QTRY_COMPARE(application.second.here(), int(busy));
    application.second.open();
    QTRY_COMPARE_WITH_TIMEOUT(server.totals().connections, std::int64_t{3 * threads}, 2'000);
    std::size_t slow = 0;
    for (std::size_t thread = 1; thread < threads; ++thread) {
        slow += rows[0][thread]->send(request.sliced(20)) && rows[0][thread]->hasAnswer() ? 1 : 0;
        QVERIFY(rows[1][thread]->hasAnswer() && rows[2][thread]->hasAnswer());
    }
    QCOMPARE(slow, busy - 1);
}

QD_TEST_GUILESS(TestConnectionCap)
#include "tst_http_connection_cap.moc"
