// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/listener.h"

#include "backend/service/http/connection.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

namespace sessiond::http {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;

/// Enough for a connection to be closed on its thread; many who wait are let in fast all the same.
constexpr std::chrono::milliseconds kFullPause{10};
constexpr std::chrono::milliseconds kLongestPause{1'000};
/// How long who has come may say nothing before he counts as slow, and how long while there is a rush: more than
/// it takes to send a request whose sender had to wait for us anyway.
constexpr std::chrono::milliseconds kSilence{500};
constexpr std::chrono::milliseconds kSilenceInRush{10};
constexpr std::size_t kShedInRush = 32; ///< at once, on one thread

/// How many wait in the kernel's queue of a listening socket: what tcp(7) has as TCP_INFO says it there.
std::size_t waitingAt(int listening)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    return getsockopt(listening, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_unacked : 0;
}

} // namespace

/// The search for a connection to close.
struct Listener::Round
{
    Spare kind = Spare::Slow;
    std::size_t asked = 0;
    Worker *worker = nullptr; ///< who has the one that has been so longest, of those asked
    std::chrono::steady_clock::time_point since{};
};

Listener::Listener(PlaneContext &plane, std::vector<Worker *> workers)
    : m_plane(plane)
    , m_workers(std::move(workers))
    , m_acceptor(m_workers.front()->context())
    , m_timer(m_workers.front()->context())
{}

std::string Listener::bind(const std::string &address, std::uint16_t port)
{
    ErrorCode ec;
    const auto where = address + ":" + std::to_string(port);
    const asio::ip::address parsed = asio::ip::make_address(address, ec);
    if (ec) {
        return "cannot listen on " + where + ": not an IP address";
    }
    const tcp::endpoint endpoint(parsed, port);
    m_acceptor.open(endpoint.protocol(), ec);
    if (!ec) {
        m_acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    }
    if (!ec) {
        m_acceptor.bind(endpoint, ec);
    }
    if (!ec) {
        m_acceptor.listen(1024, ec);
    }
    if (ec) {
        return "cannot listen on " + where + ": " +
               (ec == asio::error::address_in_use ? std::string("the port is in use") : ec.message());
    }
    m_port = m_acceptor.local_endpoint(ec).port();
    return {};
}

void Listener::start()
{
    asio::post(m_acceptor.get_executor(), [this] { accept(); });
}

void Listener::stop()
{
    asio::post(m_acceptor.get_executor(), [this] {
        ErrorCode ignored;
        m_acceptor.close(ignored);
        m_timer.cancel();
    });
}

void Listener::accept()
{
    if (!m_acceptor.is_open()) {
        return;
    }
    if (isFull()) {
        judgeQueue();
        if (!std::exchange(m_makesRoom, true)) {
            ask(Round{Spare::Slow});
        }
        pause(m_isRushed ? kSilenceInRush / 2 : kFullPause);
        return;
    }
    Worker &worker = *m_workers[m_next++ % m_workers.size()];
    m_acceptor.async_accept(worker.context(), [this, &worker](const ErrorCode &ec, tcp::socket socket) {
        if (ec == asio::error::operation_aborted) {
            return;
        }
        if (ec == asio::error::connection_aborted) {
            accept();
            return;
        }
        if (ec) {
            m_backOff = std::clamp(m_backOff * 2, kFullPause, kLongestPause);
            pause(m_backOff);
            return;
        }
        m_backOff = {};
        handOver(std::move(socket), worker);
        accept();
    });
}

bool Listener::isFull() const
{
    return m_plane.connections.load() >= m_plane.maxConnections;
}

/// A rush is over when nobody waits any more, not when few do: the last shall not wait as long as all before.
void Listener::judgeQueue()
{
    const std::size_t waiting = waitingAt(m_acceptor.native_handle());
    m_isRushed = waiting > m_plane.maxConnections || (m_isRushed && waiting > 0);
    m_plane.silence = m_isRushed ? kSilenceInRush : kSilence;
}

/// Asks one worker after the other, each on its thread, which connection of this kind has been so longest.
void Listener::ask(Round round)
{
    if (round.asked == m_workers.size()) {
        makeRoom(round);
        return;
    }
    Worker &worker = *m_workers[round.asked++];
    asio::post(worker.context(), [this, &worker, round]() mutable {
        const auto since = worker.longestSince(m_plane, round.kind);
        if (since && (round.worker == nullptr || *since < round.since)) {
            round.worker = &worker;
            round.since = *since;
        }
        ask(round);
    });
}

/// When no worker has any of this kind, and nobody has gone meanwhile, the next kind is tried.
void Listener::makeRoom(const Round &round)
{
    if (round.worker != nullptr) {
        asio::post(round.worker->context(), [this, round] {
            if (isFull()) {
                const bool many = m_plane.silence.load() < kSilence && round.kind == Spare::Slow;
                round.worker->shed(m_plane, round.kind, many ? kShedInRush : 1);
            }
            endRound(*round.worker);
        });
    } else if (round.kind == Spare::Idle || !isFull()) {
        endRound(*m_workers.front());
    } else {
        ask(Round{round.kind == Spare::Slow ? Spare::Answered : Spare::Idle});
    }
}

/// A closed connection counts until the read or write it was waiting for has been called off. That is in its
/// thread's queue by now, so what is put behind it there finds it gone: no other is closed in its stead.
void Listener::endRound(Worker &worker)
{
    asio::post(worker.context(),
               [this] { asio::post(m_acceptor.get_executor(), [this] { m_makesRoom = false; }); });
}

void Listener::pause(std::chrono::milliseconds span)
{
    m_timer.expires_after(span);
    m_timer.async_wait([this](const ErrorCode &ec) {
        if (!ec) {
            accept();
        }
    });
}

void Listener::handOver(tcp::socket socket, Worker &worker)
{
    auto connection = std::make_shared<Connection>(std::move(socket), worker, m_plane);
    asio::post(worker.context(), [connection = std::move(connection)] { connection->start(); });
}

} // namespace sessiond::http
