// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/worker.h"

#include "backend/service/http/connection.h"

#include <pthread.h>

namespace sessiond::http {

Worker::Worker() = default;

Worker::~Worker()
{
    stop();
}

void Worker::run()
{
    tick();
    m_thread = std::thread([this] {
        pthread_setname_np(pthread_self(), "sessiond-io");
        const auto guard = boost::asio::make_work_guard(m_context);
        m_context.run();
    });
}

void Worker::stop()
{
    m_context.stop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
    m_connections.clear();
}

void Worker::add(std::shared_ptr<Connection> connection)
{
    connection->setSlot(m_connections.size());
    m_connections.push_back(std::move(connection));
}

void Worker::remove(Connection &connection)
{
    const std::size_t slot = connection.slot();
    if (slot >= m_connections.size() || m_connections[slot].get() != &connection) {
        return;
    }
    m_connections[slot].swap(m_connections.back());
    m_connections[slot]->setSlot(slot);
    m_connections.pop_back();
}

std::shared_ptr<Connection> Worker::longest(const PlaneContext &plane, Spare kind) const
{
    std::shared_ptr<Connection> longest;
    std::size_t same = 0;
    std::size_t fresh = 0;
    for (const auto &connection : m_connections) {
        if (&connection->plane() != &plane) {
            continue;
        }
        const Spare spare = connection->spare();
        fresh += spare == Spare::Fresh ? 1 : 0;
        same += spare == kind ? 1 : 0;
        if (spare == kind && (!longest || connection->since() < longest->since())) {
            longest = connection;
        }
    }
    return kind == Spare::Idle && fresh > same ? nullptr : longest;
}

std::optional<std::chrono::steady_clock::time_point> Worker::longestSince(const PlaneContext &plane,
                                                                          Spare kind) const
{
    const auto connection = longest(plane, kind);
    return connection ? std::optional(connection->since()) : std::nullopt;
}

void Worker::shed(const PlaneContext &plane, Spare kind, std::size_t most)
{
    for (std::size_t i = 0; i < most; ++i) {
        const auto connection = longest(plane, kind);
        if (!connection) {
            return;
        }
        connection->close();
    }
}

void Worker::closeIdle()
{
    const auto connections = m_connections;
    for (const auto &connection : connections) {
        if (connection->isIdle()) {
            connection->close();
        }
    }
}

void Worker::tick()
{
    m_now = std::chrono::steady_clock::now();
    std::vector<std::shared_ptr<Connection>> late;
    for (const auto &connection : m_connections) {
        if (connection->deadline() <= m_now) {
            late.push_back(connection);
        }
    }
    for (const auto &connection : late) {
        connection->expire();
    }
    m_timer.expires_after(std::chrono::milliseconds(250));
    m_timer.async_wait([this](const boost::system::error_code &ec) {
        if (!ec) {
            tick();
        }
    });
}

} // namespace sessiond::http
