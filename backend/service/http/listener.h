// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/http/worker.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace sessiond::http {

/// Accepts for one plane and hands connections to workers in turn. Runs on the first worker's thread.
///
/// At the connection cap it stops accepting for a moment and closes one connection, of all its workers' the one
/// that comes first: see Spare. While more wait in the kernel's queue than it may have, it closes many at once and
/// gives nobody half a second to speak, so that who has something to ask gets past those who have not. When the
/// system has no descriptor left it waits, longer each time. It never spins. Clients wait in the kernel's queue
/// meanwhile.
class Listener
{
public:
    Listener(PlaneContext &plane, std::vector<Worker *> workers);

    /// Binds and listens. Returns an empty string, or one line that says what is wrong.
    [[nodiscard]] std::string bind(const std::string &address, std::uint16_t port);
    [[nodiscard]] std::uint16_t port() const { return m_port; }

    void start();
    void stop(); ///< from any thread

private:
    void accept();
    [[nodiscard]] bool isFull() const;
    struct Round;
    void ask(Round round);
    void makeRoom(const Round &round);
    void endRound(Worker &worker);
    void judgeQueue();
    void pause(std::chrono::milliseconds span);
    void handOver(boost::asio::ip::tcp::socket socket, Worker &worker);

    PlaneContext &m_plane;
    std::vector<Worker *> m_workers;
    boost::asio::ip::tcp::acceptor m_acceptor;
    boost::asio::steady_timer m_timer;
    std::chrono::milliseconds m_backOff{0};
    std::size_t m_next = 0;
    bool m_isRushed = false;  ///< more wait than may be there, and have not all come in yet
    bool m_makesRoom = false; ///< a round is under way; used on the first worker's thread
    std::uint16_t m_port = 0;
};

} // namespace sessiond::http
