// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/traffic/http_pool.h"

#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <string>

namespace qd::test {

/// Of every account that such a test makes.
inline const std::string loadPassword = "correct horse battery";

/// Many requests at once against one plane of a service, on the thread that asks. For tests whose numbers are too
/// large for one call after another, and that must know of every single request what became of it.
class Load
{
public:
    explicit Load(std::uint16_t port, std::size_t connections = 32);

    /// Sends and goes on; answers come inside finish() and runUntil().
    void send(traffic::HttpRequest request, traffic::HttpPool::Done done);
    /// Handles answers until nothing is under way.
    void finish();
    /// Handles answers until `enough` holds after one; false when nothing was left to wait for.
    bool runUntil(const std::function<bool()> &enough);

    /// Calls `job(i, next)` for 0 … count - 1 with at most `together` jobs under way; a job calls `next()` once,
    /// after its last answer.
    void forEach(std::size_t count, std::size_t together,
                 const std::function<void(std::size_t, std::function<void()>)> &job);

private:
    boost::asio::io_context m_io;
    traffic::HttpPool m_pool;
    std::size_t m_underWay = 0;
};

/// The bearer in the answer to a login; empty when it was refused.
[[nodiscard]] std::string tokenOf(const traffic::HttpOutcome &outcome);

[[nodiscard]] traffic::HttpRequest loginRequest(const std::string &user, const std::string &password);
[[nodiscard]] traffic::HttpRequest validateRequest(const std::string &token);
[[nodiscard]] traffic::HttpRequest writeRequest(const std::string &token, std::size_t bytes);
[[nodiscard]] traffic::HttpRequest logoutRequest(const std::string &token);

/// Makes accounts `user-0` … with this password through the admin plane; false when one is refused.
[[nodiscard]] bool makeUsers(std::uint16_t adminPort, const std::string &adminToken, std::size_t count,
                             const std::string &password);

/// True when the tests shall run with the numbers of the issue and not those of a developer's coffee:
/// QD_ACCEPTANCE=full.
[[nodiscard]] bool fullSize();

} // namespace qd::test
