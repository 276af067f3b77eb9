// SPDX-License-Identifier: GPL-3.0-or-later
// How a connection writes its answers and ends.
#include "backend/service/http/connection.h"

#include <boost/asio/buffer.hpp>
#include <sodium.h>

namespace sessiond::http {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

} // namespace

void Connection::flush()
{
    ErrorCode ec;
    while (m_written < m_out.size() && !ec) {
        m_written += m_socket.write_some(asio::buffer(m_out.data() + m_written, m_out.size() - m_written), ec);
    }
    if (ec == asio::error::would_block) {
        waitToWrite();
        return;
    }
    if (ec) {
        close();
        return;
    }
    clearOutput();
    if (m_phase == Phase::Writing) {
        enter(m_interrupted);
    }
    if (m_after == After::Close) {
        linger();
        return;
    }
    process();
}

/// One deadline for the whole answer: a client that takes a byte now and then does not earn more time.
void Connection::waitToWrite()
{
    if (m_phase != Phase::Writing) {
        m_interrupted = m_phase;
        enter(Phase::Writing);
    }
    m_socket.async_wait(asio::ip::tcp::socket::wait_write, [self = shared_from_this()](const ErrorCode &ec) {
        if (self->m_phase != Phase::Writing) {
            return;
        }
        if (ec) {
            self->close();
            return;
        }
        self->flush();
    });
}

void Connection::clearOutput()
{
    if (m_secretOut) {
        sodium_memzero(m_out.data(), m_out.size());
        m_secretOut = false;
    }
    m_served = m_served || !m_out.empty();
    m_out.clear();
    m_written = 0;
    if (m_out.capacity() > kKeptConnectionBuffer) {
        m_out = std::string();
    }
    if (m_out.capacity() != m_outCapacity) {
        m_outCapacity = m_out.capacity();
        recountBytes();
    }
}

/// Half-closes and reads on for a while: closing at once with unread bytes would send a reset, and the client
/// would lose the answer that says why.
void Connection::linger()
{
    ErrorCode ec;
    m_socket.shutdown(asio::ip::tcp::socket::shutdown_send, ec);
    if (ec) {
        close();
        return;
    }
    enter(Phase::Linger);
    m_begin = m_end = 0;
    discard();
}

void Connection::discard()
{
    m_socket.async_read_some(asio::buffer(m_in), [self = shared_from_this()](const ErrorCode &ec, std::size_t) {
        if (self->m_phase != Phase::Linger) {
            return;
        }
        if (ec) {
            self->close();
            return;
        }
        self->discard();
    });
}

} // namespace sessiond::http
