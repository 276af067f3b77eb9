// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/http_pool.h"

#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <thread>
#include <vector>

using namespace qd::traffic;
using namespace std::chrono_literals;
using Tcp = boost::asio::ip::tcp;

namespace {

/// A server of one thread: `script` is called for each connection with its number from 0.
class Server
{
public:
    using Script = std::function<void(Tcp::socket &, int)>;

    explicit Server(Script script)
        : m_acceptor(m_io, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0))
    {
        m_endpoint.port = m_acceptor.local_endpoint().port();
        m_thread = std::thread([this, script = std::move(script)] {
            for (int number = 0;; ++number) {
                boost::system::error_code error;
                Tcp::socket socket = m_acceptor.accept(error);
                if (error || m_over) {
                    return;
                }
                script(socket, number);
            }
        });
    }

    ~Server()
    {
        m_over = true;
        boost::system::error_code ignored;
        Tcp::socket(m_io).connect(m_acceptor.local_endpoint(), ignored);
        m_thread.join();
    }

    LoopbackPlane endpoint() const { return m_endpoint; }

private:
    boost::asio::io_context m_io;
    Tcp::acceptor m_acceptor;
    LoopbackPlane m_endpoint;
    std::atomic<bool> m_over = false;
    std::thread m_thread;
};

/// The head of the next request; empty when the client has gone.
std::string readRequest(Tcp::socket &socket)
{
    std::string text;
    boost::system::error_code error;
    boost::asio::read_until(socket, boost::asio::dynamic_buffer(text), "\r\n\r\n", error);
    return error ? std::string() : text;
}

void answer(Tcp::socket &socket, const std::string &body, const std::string &head = "HTTP/1.1 200 OK")
{
    boost::system::error_code ignored;
    boost::asio::write(
        socket,
        boost::asio::buffer(head + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body),
        ignored);
}

HttpRequest get(std::string target)
{
    return {HttpRequest::Method::Get, std::move(target), "token", {}};
}

struct Client
{
    explicit Client(const LoopbackPlane &plane, std::size_t connections = 1,
                    std::chrono::milliseconds timeout = 5s)
        : pool(io, plane, connections, timeout)
    {}

    /// Sends all at once and returns the outcomes in the order they came.
    std::vector<HttpOutcome> send(std::vector<HttpRequest> requests)
    {
        std::vector<HttpOutcome> outcomes;
        const std::size_t wanted = requests.size();
        for (HttpRequest &request : requests) {
            pool.send(std::move(request),
                      [&outcomes](HttpOutcome outcome) { outcomes.push_back(std::move(outcome)); });
        }
        io.restart();
        while (outcomes.size() < wanted && io.run_one_for(10s) > 0) {
        }
        return outcomes;
    }

    boost::asio::io_context io;
    HttpPool pool;
};

} // namespace

class TestHttpPool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }

    void oneConnectionServesManyInOrder()
    {
        std::atomic<int> connections = 0;
        Server server([&](Tcp::socket &socket, int) {
            ++connections;
            for (std::string head = readRequest(socket); !head.empty(); head = readRequest(socket)) {
                answer(socket, head.substr(0, head.find(" HTTP")));
            }
        });
        Client client(server.endpoint());
        const auto outcomes = client.send({get("/a"), get("/b"), get("/c")});
        QCOMPARE(outcomes.size(), 3u);
        QCOMPARE(outcomes[0].body, std::string("GET /a"));
        QCOMPARE(outcomes[2].body, std::string("GET /c"));
        QVERIFY(outcomes[0].latency > 0ns);
        QCOMPARE(client.send({get("/d")}).at(0).status, 200);
        QCOMPARE(connections.load(), 1);
    }

    void requestsCarryHostBearerAndJson()
    {
        std::string head;
        Server server([&](Tcp::socket &socket, int) {
            head = readRequest(socket);
            answer(socket, "{}", "HTTP/1.1 503 Busy\r\nRetry-After: 7");
        });
        Client client(server.endpoint());
        const auto outcomes = client.send({{HttpRequest::Method::Put, "/x", "secret", "{\"a\":1}"}});
        QCOMPARE(outcomes.at(0).status, 503);
        QVERIFY(outcomes.at(0).retryAfter == 7s);
        QVERIFY(head.starts_with("PUT /x HTTP/1.1\r\n"));
        QVERIFY(head.find("Host: " + server.endpoint().authority() + "\r\n") != head.npos);
        QVERIFY(head.find("Authorization: Bearer secret\r\n") != head.npos);
        QVERIFY(head.find("Content-Type: application/json\r\n") != head.npos);
        QVERIFY(head.find("Content-Length: 7\r\n") != head.npos);
    }

    /// A connection that the service closes as the next request travels: nobody knows whether it arrived.
    void onlyIdempotentRequestsAreSentAgain_data()
    {
        QTest::addColumn<bool>("idempotent");
        QTest::newRow("get") << true;
        QTest::newRow("post") << false;
    }
    void onlyIdempotentRequestsAreSentAgain()
    {
        QFETCH(bool, idempotent);
        Server server([](Tcp::socket &socket, int number) {
            readRequest(socket);
            answer(socket, "first");
            if (number == 0) {
                readRequest(socket);
            }
        });
        Client client(server.endpoint());
        QCOMPARE(client.send({get("/a")}).at(0).status, 200);
        HttpRequest second = get("/b");
        second.method = idempotent ? HttpRequest::Method::Get : HttpRequest::Method::Post;
        const HttpOutcome outcome = client.send({second}).at(0);
        QCOMPARE(outcome.answered(), idempotent);
        QCOMPARE(outcome.fault.empty(), idempotent);
    }

    void aConnectionClosedWhileIdleIsReplaced()
    {
        Server server([](Tcp::socket &socket, int) {
            readRequest(socket);
            answer(socket, "once");
        });
        Client client(server.endpoint());
        const HttpRequest post{HttpRequest::Method::Post, "/a", {}, "{}"};
        QCOMPARE(client.send({post}).at(0).status, 200);
        QCOMPARE(client.send({post}).at(0).status, 200);
    }

    void aSilentServiceIsGivenUp()
    {
        std::atomic<bool> done = false;
        Server server([&](Tcp::socket &socket, int) {
            readRequest(socket);
            readRequest(socket); // until the client goes
            done = true;
        });
        Client client(server.endpoint(), 1, 50ms);
        const HttpOutcome outcome = client.send({get("/a")}).at(0);
        QCOMPARE(outcome.fault, std::string("no answer in time"));
        QTRY_VERIFY(done);
    }

    void aRefusingServiceFailsAllThatWaitsAndIsAskedAgain()
    {
        LoopbackPlane endpoint;
        {
            const Server gone([](Tcp::socket &, int) {});
            endpoint = gone.endpoint();
        }
        Client client(endpoint);
        const auto outcomes = client.send({get("/a"), get("/b"), get("/c")});
        QCOMPARE(outcomes.size(), 3u);
        for (const HttpOutcome &outcome : outcomes) {
            QVERIFY(!outcome.answered());
        }
        QCOMPARE(client.pool.waiting(), 0u);
        // Asked again at once it fails without trying, later it tries, and still says why.
        QVERIFY(!client.send({get("/d")}).at(0).answered());
        bool tried = false;
        const auto ask = [&] {
            return tried = tried || client.send({get("/e")}).at(0).fault == "Connection refused";
        };
        QTRY_VERIFY(ask());
    }
};

QD_TEST_GUILESS(TestHttpPool)
#include "tst_http_pool.moc"
