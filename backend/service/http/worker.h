// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/http/exchange.h"
#include "backend/service/http/gate.h"
#include "backend/service/http/request_cells.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace sessiond::http {

class Connection;

/// What a connection is when there are too many, in the order in which they are given up: who is slow to send a
/// message, who has a closing answer and stays, who may ask again some time. Never given up is who came a moment
/// ago and has not spoken, and who is being served.
enum class Spare : std::uint8_t { Slow, Answered, Idle, Fresh, Served };

/// How long each step of a conversation may take.
struct Deadlines
{
    std::chrono::milliseconds header{5'000};
    std::chrono::milliseconds body{10'000};
    std::chrono::milliseconds idle{15'000};
    std::chrono::milliseconds write{10'000};
    std::chrono::milliseconds linger{2'000}; ///< after an answer that closes, for the client to read it
};

/// What all connections of one plane share. Set up before the first connection and not changed while serving,
/// except for `draining`.
struct PlaneContext
{
    Plane plane = Plane::Data;
    Application *application = nullptr;
    std::optional<HostPolicy> hosts;
    Deadlines deadlines;
    std::size_t maxConnections = 1024;
    std::atomic<std::size_t> connections{0};
    /// A connection that has sent nothing for so long counts as one that is slow; less while many wait to come in.
    std::atomic<std::chrono::milliseconds> silence{std::chrono::milliseconds(500)};
    std::atomic<bool> draining{false};
};

/// One io thread with its own io_context: its connections need no locks. Everything but run(), stop() and the
/// reading of cells happens on that thread.
class Worker
{
public:
    Worker();
    ~Worker();
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    void run();  ///< starts the thread
    void stop(); ///< joins it; connections that are left are dropped

    [[nodiscard]] boost::asio::io_context &context() { return m_context; }
    [[nodiscard]] RequestCells &cells() { return m_cells; }
    [[nodiscard]] const RequestCells &cells() const { return m_cells; }
    [[nodiscard]] bool isCurrentThread() const { return std::this_thread::get_id() == m_thread.get_id(); }

    /// The time of the last tick, at most 250 ms old: good enough for deadlines, and free.
    [[nodiscard]] std::chrono::steady_clock::time_point roughNow() const { return m_now; }

    void add(std::shared_ptr<Connection> connection);
    void remove(Connection &connection);
    /// Since when the one of this kind has been so that has been so longest. Nothing when there is none, and for
    /// Idle also while more are Fresh: those are about to be something else, and one that is used again and again
    /// shall not go because many came at once and say nothing.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> longestSince(const PlaneContext &plane,
                                                                                    Spare kind) const;
    /// Closes that one, if there still is one, and those after it until it is `most`.
    void shed(const PlaneContext &plane, Spare kind, std::size_t most);
    void closeIdle(); ///< all that wait for a request; those in the middle of one finish it first

private:
    void tick();
    [[nodiscard]] std::shared_ptr<Connection> longest(const PlaneContext &plane, Spare kind) const;

    boost::asio::io_context m_context{1};
    boost::asio::steady_timer m_timer{m_context};
    std::chrono::steady_clock::time_point m_now = std::chrono::steady_clock::now();
    std::vector<std::shared_ptr<Connection>> m_connections;
    RequestCells m_cells;
    std::thread m_thread;
};

} // namespace sessiond::http
