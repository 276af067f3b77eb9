// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/http_pool.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <deque>
#include <optional>
#include <sys/socket.h>
#include <vector>

namespace qd::traffic {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Clock = std::chrono::steady_clock;
using Error = boost::system::error_code;

namespace {

constexpr auto connectTimeout = std::chrono::seconds(3);
constexpr std::uint64_t answerLimit = 8u << 20;

struct Job
{
    HttpRequest request;
    HttpPool::Done done;
    bool retried = false;
};

http::verb verbOf(HttpRequest::Method method)
{
    switch (method) {
    case HttpRequest::Method::Get:
        return http::verb::get;
    case HttpRequest::Method::Post:
        return http::verb::post;
    case HttpRequest::Method::Put:
        return http::verb::put;
    case HttpRequest::Method::Patch:
        return http::verb::patch;
    case HttpRequest::Method::Delete:
        break;
    }
    return http::verb::delete_;
}

bool hasBody(HttpRequest::Method method)
{
    return method != HttpRequest::Method::Get && method != HttpRequest::Method::Delete;
}

/// Sending it twice does no more than sending it once (RFC 9110, 9.2.2).
bool isIdempotent(HttpRequest::Method method)
{
    return method != HttpRequest::Method::Post && method != HttpRequest::Method::Patch;
}

std::chrono::seconds retryAfterOf(std::string_view text)
{
    int seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::chrono::seconds(std::clamp(seconds, 0, 3600));
}

class Connection;

/// What a connection tells its pool.
struct PoolSide
{
    virtual ~PoolSide() = default;
    virtual void connected() = 0;
    virtual void unreachable() = 0;
    /// The connection is free again.
    virtual void finished(Connection &connection, HttpPool::Done done, HttpOutcome outcome) = 0;
};

/// One keep-alive connection that carries one request at a time. It outlives its pool by the handlers that are
/// still under way, which then do nothing.
class Connection : public std::enable_shared_from_this<Connection>
{
public:
    Connection(asio::io_context &io, const LoopbackPlane &plane, std::chrono::milliseconds timeout, PoolSide *pool)
        : m_io(io)
        , m_address(asio::ip::make_address(plane.host), plane.port)
        , m_authority(plane.authority())
        , m_timeout(timeout)
        , m_pool(pool)
    {}

    void start(Job job)
    {
        m_job = std::move(job);
        m_parser.reset();
        prepare();
        if (m_stream && !isStale()) {
            m_reused = true;
            write();
        } else {
            connect();
        }
    }

    void abandon()
    {
        m_pool = nullptr;
        m_job.done = nullptr;
        m_stream.reset();
    }

private:
    void prepare()
    {
        m_message = {verbOf(m_job.request.method), m_job.request.target, 11};
        m_message.set(http::field::host, m_authority);
        m_message.set(http::field::user_agent, "sessiontraffic");
        if (!m_job.request.bearer.empty()) {
            m_message.set(http::field::authorization, "Bearer " + m_job.request.bearer);
        }
        if (hasBody(m_job.request.method)) {
            m_message.set(http::field::content_type, "application/json");
            m_message.body() = m_job.request.body;
            m_message.prepare_payload();
        }
    }

    /// The service closes idle connections; it may have done so while nobody looked.
    bool isStale()
    {
        char byte = 0;
        const int descriptor = m_stream->socket().native_handle();
        const auto got = ::recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
    }

    void connect()
    {
        m_reused = false;
        m_buffer.clear();
        m_stream.emplace(m_io);
        m_stream->expires_after(connectTimeout);
        m_stream->async_connect(m_address, [self = shared_from_this()](Error error) { self->onConnected(error); });
    }

    void onConnected(Error error)
    {
        if (!m_pool) {
            return;
        }
        if (error) {
            m_pool->unreachable();
            fail(error);
            return;
        }
        m_pool->connected();
        m_stream->socket().set_option(asio::ip::tcp::no_delay(true), error);
        write();
    }

    void write()
    {
        m_began = Clock::now();
        m_stream->expires_after(m_timeout);
        http::async_write(*m_stream, m_message,
                          [self = shared_from_this()](Error error, std::size_t) { self->onWritten(error); });
    }

    void onWritten(Error error)
    {
        if (!m_pool) {
            return;
        }
        m_parser.emplace();
        m_parser->body_limit(answerLimit);
        if (error) {
            fail(error);
            return;
        }
        http::async_read(*m_stream, m_buffer, *m_parser,
                         [self = shared_from_this()](Error failed, std::size_t) { self->onRead(failed); });
    }

    void onRead(Error error)
    {
        if (!m_pool) {
            return;
        }
        if (error) {
            fail(error);
            return;
        }
        HttpOutcome outcome;
        outcome.latency = Clock::now() - m_began;
        outcome.status = int(m_parser->get().result_int());
        outcome.retryAfter = retryAfterOf(m_parser->get()[http::field::retry_after]);
        outcome.body = std::move(m_parser->get().body());
        if (m_parser->keep_alive()) {
            m_stream->expires_never();
        } else {
            m_stream.reset();
        }
        m_pool->finished(*this, std::move(m_job.done), std::move(outcome));
    }

    void fail(Error error)
    {
        m_stream.reset();
        const bool silent = !m_parser || !m_parser->got_some();
        const bool late = error == beast::error::timeout;
        if (m_reused && silent && !late && !m_job.retried && isIdempotent(m_job.request.method)) {
            m_job.retried = true;
            m_parser.reset();
            connect();
            return;
        }
        HttpOutcome outcome;
        outcome.fault = late ? "no answer in time" : error.message();
        m_pool->finished(*this, std::move(m_job.done), std::move(outcome));
    }

    asio::io_context &m_io;
    asio::ip::tcp::endpoint m_address;
    std::string m_authority;
    std::chrono::milliseconds m_timeout;
    PoolSide *m_pool;
    Job m_job;
    http::request<http::string_body> m_message;
    std::optional<http::response_parser<http::string_body>> m_parser;
    beast::flat_buffer m_buffer;
    std::optional<beast::tcp_stream> m_stream;
    Clock::time_point m_began;
    bool m_reused = false;
};

} // namespace

class HttpPool::Impl : public PoolSide
{
public:
    Impl(asio::io_context &io, const LoopbackPlane &plane, std::size_t connections,
         std::chrono::milliseconds timeout)
        : m_io(io)
    {
        for (std::size_t i = 0; i < std::max<std::size_t>(connections, 1); ++i) {
            m_all.push_back(std::make_shared<Connection>(io, plane, timeout, this));
            m_idle.push_back(m_all.back().get());
        }
    }

    ~Impl() override
    {
        for (const auto &connection : m_all) {
            connection->abandon();
        }
    }

    void send(Job job)
    {
        if (Clock::now() < m_downUntil) {
            refuse(std::move(job));
        } else if (m_idle.empty()) {
            m_queue.push_back(std::move(job));
        } else {
            Connection *connection = m_idle.back();
            m_idle.pop_back();
            connection->start(std::move(job));
        }
    }

    void connected() override { m_refusals = 0; }

    void unreachable() override
    {
        m_refusals = std::min(m_refusals + 1, 6u);
        const auto pause = std::min(std::chrono::milliseconds(50 << m_refusals), std::chrono::milliseconds(2000));
        m_downUntil = Clock::now() + pause;
        for (Job &job : std::exchange(m_queue, {})) {
            refuse(std::move(job));
        }
    }

    void finished(Connection &connection, Done done, HttpOutcome outcome) override
    {
        if (m_queue.empty()) {
            m_idle.push_back(&connection);
        } else {
            Job job = std::move(m_queue.front());
            m_queue.pop_front();
            connection.start(std::move(job));
        }
        done(std::move(outcome));
    }

    std::size_t inFlight() const { return m_all.size() - m_idle.size(); }
    std::size_t waiting() const { return m_queue.size(); }

private:
    void refuse(Job job)
    {
        asio::post(m_io, [done = std::move(job.done)] {
            HttpOutcome outcome;
            outcome.fault = "the service does not take connections";
            done(std::move(outcome));
        });
    }

    asio::io_context &m_io;
    std::vector<std::shared_ptr<Connection>> m_all;
    std::vector<Connection *> m_idle;
    std::deque<Job> m_queue;
    Clock::time_point m_downUntil{};
    unsigned m_refusals = 0;
};

HttpPool::HttpPool(asio::io_context &io, LoopbackPlane plane, std::size_t connections,
                   std::chrono::milliseconds timeout)
    : m_impl(std::make_unique<Impl>(io, plane, connections, timeout))
{}

HttpPool::~HttpPool() = default;

void HttpPool::send(HttpRequest request, Done done)
{
    m_impl->send(Job{std::move(request), std::move(done)});
}

std::size_t HttpPool::inFlight() const
{
    return m_impl->inFlight();
}

std::size_t HttpPool::waiting() const
{
    return m_impl->waiting();
}

} // namespace qd::traffic
