// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/connection.h"

#include "backend/service/http/problem.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <sodium.h>

#include <algorithm>
#include <cstring>

namespace sessiond::http {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using ErrorCode = boost::system::error_code;

constexpr std::size_t kFirstBuffer = 2 * 1024;
/// Pipelined answers wait beyond this until the client has read some.
constexpr std::size_t kQueuedOutput = 256 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

LatencyClass latencyOf(RouteLabel label)
{
    switch (label) {
    case RouteLabel::Validate:
        return LatencyClass::Validate;
    case RouteLabel::Login:
        return LatencyClass::Login;
    default:
        return LatencyClass::Other;
    }
}

} // namespace

Connection::Connection(asio::ip::tcp::socket socket, Worker &worker, PlaneContext &plane)
    : m_socket(std::move(socket))
    , m_worker(worker)
    , m_plane(plane)
    , m_in(kFirstBuffer)
{
    ++m_plane.connections;
    ErrorCode ec;
    const auto peer = m_socket.remote_endpoint(ec);
    m_peer = ec ? std::string() : peer.address().to_string();
    m_socket.non_blocking(true, ec);
    m_socket.set_option(asio::ip::tcp::no_delay(true), ec);
}

Connection::~Connection()
{
    --m_plane.connections;
}

void Connection::start()
{
    m_worker.add(shared_from_this());
    m_worker.cells().addConnections(1);
    recountBytes();
    enter(Phase::Idle);
    m_deadline = m_worker.roughNow() + m_plane.deadlines.header;
    m_since = Clock::now();
    read();
}

Spare Connection::spare() const
{
    switch (m_phase) {
    case Phase::Head:
    case Phase::Body:
        return Spare::Slow;
    case Phase::Linger:
        return Spare::Answered;
    case Phase::Idle:
        if (m_served) {
            return Spare::Idle;
        }
        return isSilent() ? Spare::Slow : Spare::Fresh;
    default:
        return Spare::Served;
    }
}

/// What has arrived and was not read yet counts: the thread may have been busy.
bool Connection::isSilent() const
{
    ErrorCode ec;
    return m_since + m_plane.silence.load() <= Clock::now() && m_socket.available(ec) == 0;
}

void Connection::close()
{
    if (m_phase == Phase::Closed) {
        return;
    }
    if (m_phase == Phase::Handling) {
        m_worker.cells().addInFlight(-1);
    }
    m_phase = Phase::Closed;
    ErrorCode ignored;
    m_socket.close(ignored);
    m_worker.cells().addConnections(-1);
    m_worker.cells().addBytes(-m_bytes);
    m_worker.remove(*this);
}

void Connection::enter(Phase phase)
{
    if (m_phase == phase && phase != Phase::Idle) {
        return; // a trickle of bytes does not move a deadline
    }
    if (phase != Phase::Body || m_phase != Phase::Head) {
        m_since = m_worker.roughNow(); // a body is the rest of the message whose header began then
    }
    m_phase = phase;
    const Deadlines &limits = m_plane.deadlines;
    switch (phase) {
    case Phase::Idle:
        m_deadline = m_worker.roughNow() + limits.idle;
        break;
    case Phase::Head:
        m_deadline = m_worker.roughNow() + limits.header;
        break;
    case Phase::Body:
        m_deadline = m_worker.roughNow() + limits.body;
        break;
    case Phase::Writing:
        m_deadline = m_worker.roughNow() + limits.write;
        break;
    case Phase::Linger:
        m_deadline = m_worker.roughNow() + limits.linger;
        break;
    case Phase::Handling:
    case Phase::Closed:
        m_deadline = Clock::time_point::max();
        break;
    }
}

void Connection::expire()
{
    if (m_phase == Phase::Head || m_phase == Phase::Body) {
        // The read under way points into m_in, which refuse() may give back.
        ErrorCode ignored;
        m_socket.cancel(ignored);
        Response response = problemResponse(Problem::Timeout);
        response.close = true;
        refuse(response);
        flush();
        return;
    }
    close();
}

void Connection::read()
{
    makeRoom();
    m_socket.async_read_some(
        asio::buffer(m_in.data() + m_end, m_in.size() - m_end),
        [self = shared_from_this()](const ErrorCode &ec, std::size_t size) { self->onRead(ec, size); });
}

/// Called only while no view into the buffer is in use.
void Connection::makeRoom()
{
    if (m_begin == m_end) {
        m_begin = m_end = 0;
    }
    const std::size_t want =
        m_phase == Phase::Body ? m_headLength + static_cast<std::size_t>(m_head.contentLength) : buffered() + 1;
    if (m_end < m_in.size() && m_begin + want <= m_in.size()) {
        return;
    }
    std::memmove(m_in.data(), m_in.data() + m_begin, buffered());
    m_end -= m_begin;
    m_begin = 0;
    if (want > m_in.size()) {
        m_in.resize(std::max(want, m_in.size() * 2));
        recountBytes();
    }
}

void Connection::onRead(const ErrorCode &ec, std::size_t size)
{
    if (m_phase == Phase::Closed || m_phase == Phase::Linger || m_phase == Phase::Writing) {
        return; // the deadline got here first
    }
    if (ec) {
        close();
        return;
    }
    m_end += size;
    process();
}

void Connection::process()
{
    while (m_after == After::Continue && m_phase != Phase::Handling && m_phase != Phase::Closed &&
           m_out.size() < kQueuedOutput && step()) {
    }
    if (m_phase == Phase::Handling || m_phase == Phase::Closed) {
        return;
    }
    if (!m_out.empty()) {
        flush();
    } else {
        read();
    }
}

/// Takes one request as far as the bytes at hand allow. False when it needs more of them.
bool Connection::step()
{
    return m_phase == Phase::Body ? stepBody() : stepHead();
}

/// RFC 9112, 2.2: one empty line before a request is forgiven.
void Connection::skipEmptyLine()
{
    if (!m_skippedLine && m_scanned == 0 && buffered() >= 2 && m_in[m_begin] == '\r' &&
        m_in[m_begin + 1] == '\n') {
        m_skippedLine = true;
        consume(2);
    }
}

bool Connection::stepHead()
{
    skipEmptyLine();
    if (buffered() == 0) {
        enter(Phase::Idle);
        return false;
    }
    const HeadScan scan = scanHead(m_in.data() + m_begin, buffered(), m_scanned);
    m_scanned = scan.seen;
    Response response;
    if (scan.bad) {
        response = problemResponse(Problem::Malformed);
    } else if (scan.length > kHeaderLimit || (scan.length == 0 && buffered() > kHeaderLimit)) {
        response = problemResponse(Problem::HeadTooLarge);
    } else if (scan.length == 0) {
        enter(Phase::Head);
        return false;
    } else {
        return receiveHead(scan.length);
    }
    response.close = true;
    refuse(response);
    return false;
}

bool Connection::receiveHead(std::size_t length)
{
    m_head = RequestHead();
    m_headLength = length;
    const HeadError error = parseHead({m_in.data() + m_begin, length}, m_head);
    if (error != HeadError::None) {
        Response response = problemResponse(error == HeadError::BadVersion         ? Problem::Version
                                            : error == HeadError::TransferEncoding ? Problem::TransferEncoding
                                                                                   : Problem::Malformed);
        response.close = true;
        refuse(response);
        return false;
    }
    m_match = matchRoute(m_plane.plane, m_head.method, m_head.path);
    if (const auto refusal = refuseAtGate(m_head, m_match, *m_plane.hosts)) {
        refuse(*refusal);
        return m_after == After::Continue;
    }
    if (buffered() < m_headLength + m_head.contentLength) {
        expectBody();
        return false;
    }
    dispatch();
    return true;
}

void Connection::expectBody()
{
    enter(Phase::Body);
    if (!m_head.expect.empty() && buffered() == m_headLength) {
        m_out.append(kContinue);
    }
}

bool Connection::stepBody()
{
    if (buffered() < m_headLength + m_head.contentLength) {
        return false;
    }
    // Reading may have moved the buffer, and with it everything the head points to.
    m_head = RequestHead();
    if (parseHead({m_in.data() + m_begin, m_headLength}, m_head) != HeadError::None) {
        close();
        return false;
    }
    m_match = matchRoute(m_plane.plane, m_head.method, m_head.path);
    dispatch();
    return true;
}

bool Connection::mustClose() const
{
    return m_head.connectionClose || m_plane.draining.load(std::memory_order_relaxed);
}

void Connection::dispatch()
{
    m_started = Clock::now();
    if (!m_match.route) {
        finish(problemResponse(Problem::NotFound));
        return;
    }
    if (m_match.route->id == Route::Validate) {
        const bool last = mustClose();
        const unsigned status = m_plane.application->validate(m_head, m_peer, last, m_out);
        account(RouteLabel::Validate, status);
        m_after = last ? After::Close : After::Continue;
        consume(m_headLength);
        m_phase = Phase::Idle;
        return;
    }
    enter(Phase::Handling);
    m_worker.cells().addInFlight(1);
    m_dispatching = true;
    const std::string_view body(m_in.data() + m_begin + m_headLength, m_head.contentLength);
    m_plane.application->handle(
        Exchange{m_head, *m_match.route, m_match.parameter, body, m_peer, Reply(shared_from_this())});
    m_dispatching = false;
    if (const auto response = std::move(m_immediate)) {
        finish(*response);
    }
}

void Connection::reply(Response &&response)
{
    if (m_worker.isCurrentThread() && m_dispatching) {
        m_immediate = std::make_unique<Response>(std::move(response));
        return;
    }
    asio::post(m_worker.context(),
               [self = shared_from_this(), answer = std::make_shared<Response>(std::move(response))] {
                   if (self->m_phase == Phase::Handling) {
                       self->finish(*answer);
                       self->process();
                   }
                   sodium_memzero(answer->body.data(), answer->body.size());
               });
}

/// Answers the request in hand, whose body is complete.
void Connection::finish(const Response &response)
{
    const RouteLabel label = m_match.route ? m_match.route->label : RouteLabel::Gate;
    if (m_phase == Phase::Handling) {
        m_worker.cells().addInFlight(-1);
    }
    const bool last = response.close || mustClose();
    writeResponse(m_out, response, last);
    account(response.atGate ? RouteLabel::Gate : label, response.status);
    m_after = last ? After::Close : After::Continue;
    if (m_match.route && m_match.route->secret) {
        sodium_memzero(m_in.data() + m_begin, m_headLength + m_head.contentLength);
        m_secretOut = true;
    }
    consume(m_headLength + static_cast<std::size_t>(m_head.contentLength));
    enter(Phase::Idle);
}

/// Answers before the body was read. What a refused request cost is not part of the latencies.
void Connection::refuse(const Response &response)
{
    const bool last = response.close || mustClose();
    // Seen in the bytes and not in m_head: that may be of the request before, where this one's was never parsed.
    const std::string_view request(m_in.data() + m_begin, buffered());
    writeResponse(m_out, response, last, request.starts_with("HEAD ") ? WithBody::No : WithBody::Yes);
    m_worker.cells().count(RouteLabel::Gate, response.status);
    m_after = last ? After::Close : After::Continue;
    consume(last ? buffered() : m_headLength);
    m_phase = Phase::Idle;
}

/// Refusals of a validation or a login cost next to nothing, so they would make what users wait for look fast.
void Connection::account(RouteLabel label, unsigned status)
{
    m_worker.cells().count(label, status);
    const LatencyClass latency = latencyOf(label);
    if (status < 400 || latency == LatencyClass::Other) {
        m_worker.cells().observe(latency, Clock::now() - m_started);
    }
}

void Connection::consume(std::size_t size)
{
    m_begin += size;
    m_scanned = 0;
    if (m_begin == m_end) {
        m_begin = m_end = 0;
        if (m_in.size() > kKeptConnectionBuffer) {
            m_in = std::vector<char>(kFirstBuffer);
            recountBytes();
        }
    }
    if (size > 2) {
        m_skippedLine = false;
    }
}

void Connection::recountBytes()
{
    const auto now = static_cast<std::int64_t>(sizeof(Connection) + m_in.capacity() + m_out.capacity());
    m_worker.cells().addBytes(now - m_bytes);
    m_bytes = now;
}

} // namespace sessiond::http
