// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/http/worker.h"

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sessiond::http {

/// Buffers above this go back to the system after the request that needed them.
inline constexpr std::size_t kKeptConnectionBuffer = 32 * 1024;

/// One client, HTTP/1.1 with keep-alive. Requests are handled one at a time in the order they came, so pipelined
/// ones are answered in order. Lives on its worker's thread; only reply() may be called from elsewhere. Owned by
/// the worker until close(), and by whatever is under way.
class Connection final : public ReplySink, public std::enable_shared_from_this<Connection>
{
public:
    Connection(boost::asio::ip::tcp::socket socket, Worker &worker, PlaneContext &plane);
    ~Connection() override;

    void start();
    void close();
    /// The deadline has passed: 408 where a request had begun, silence where none had.
    void expire();
    void reply(Response &&response) override;

    [[nodiscard]] std::chrono::steady_clock::time_point deadline() const { return m_deadline; }
    [[nodiscard]] bool isIdle() const { return m_phase == Phase::Idle; }
    /// What this connection is when room is needed. One that has just come, and has sent nothing yet, is Fresh.
    [[nodiscard]] Spare spare() const;
    /// Since when it has been that: the begin of the message it sends, the end of its last answer, or its coming.
    [[nodiscard]] std::chrono::steady_clock::time_point since() const { return m_since; }
    [[nodiscard]] const PlaneContext &plane() const { return m_plane; }
    [[nodiscard]] std::size_t slot() const { return m_slot; }
    void setSlot(std::size_t slot) { m_slot = slot; }

private:
    enum class Phase : std::uint8_t { Idle, Head, Body, Handling, Writing, Linger, Closed };
    enum class After : std::uint8_t { Continue, Close };

    void enter(Phase phase);
    void read();
    void makeRoom();
    void onRead(const boost::system::error_code &ec, std::size_t size);
    void process();
    bool step();
    bool stepHead();
    bool stepBody();
    void skipEmptyLine();
    bool receiveHead(std::size_t length);
    void expectBody();
    void dispatch();
    void finish(const Response &response);
    void refuse(const Response &response);
    void account(RouteLabel label, unsigned status);
    void consume(std::size_t size);
    void flush();
    void waitToWrite();
    void clearOutput();
    void linger();
    void discard();
    void recountBytes();

    [[nodiscard]] std::size_t buffered() const { return m_end - m_begin; }
    [[nodiscard]] bool mustClose() const;
    [[nodiscard]] bool isSilent() const;

    boost::asio::ip::tcp::socket m_socket;
    Worker &m_worker;
    PlaneContext &m_plane;
    std::string m_peer;
    std::chrono::steady_clock::time_point m_deadline;
    std::chrono::steady_clock::time_point m_since;
    std::chrono::steady_clock::time_point m_started; ///< when the request in hand was complete

    std::vector<char> m_in; ///< [m_begin, m_end) holds what was read and not consumed
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::size_t m_scanned = 0;
    std::string m_out;
    std::size_t m_written = 0;

    RequestHead m_head;
    RouteMatch m_match;
    std::size_t m_headLength = 0;
    std::unique_ptr<Response> m_immediate; ///< an answer given while the handler was still being called
    std::int64_t m_bytes = 0;
    std::size_t m_slot = 0;
    std::size_t m_outCapacity = 0;
    Phase m_phase = Phase::Idle;
    Phase m_interrupted = Phase::Idle; ///< what goes on once a blocked write is done
    After m_after = After::Continue;
    bool m_served = false; ///< it had an answer before
    bool m_dispatching = false;
    bool m_skippedLine = false;
    bool m_secretOut = false;
};

} // namespace sessiond::http
