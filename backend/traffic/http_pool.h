// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/traffic/loopback_plane.h"

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace qd::traffic {

struct HttpRequest
{
    enum class Method { Get, Post, Put, Patch, Delete };
    Method method = Method::Get;
    std::string target;
    std::string bearer; ///< empty: no Authorization
    std::string body;   ///< JSON; sent with every method but Get and Delete
};

struct HttpOutcome
{
    int status = 0; ///< 0: no answer came
    std::string body;
    std::string fault;                   ///< why no answer came, one line
    std::chrono::nanoseconds latency{0}; ///< from the first byte written to the last byte read
    std::chrono::seconds retryAfter{0};  ///< of the header, when it is a number
    bool answered() const { return status != 0; }
    bool unauthorized() const { return status == 401; }
};

/// Keep-alive connections to one plane, on the thread that runs the io_context. Requests beyond the number of
/// connections wait in order. While the plane refuses connections requests fail at once, and it is asked again
/// after 0.1 s, doubling to 2 s. An idempotent request that a stale connection swallowed is sent once more.
/// Not thread-safe. Destroying it drops what is under way without calling back.
class HttpPool
{
public:
    using Done = std::function<void(HttpOutcome)>;

    HttpPool(boost::asio::io_context &io, LoopbackPlane plane, std::size_t connections,
             std::chrono::milliseconds timeout);
    ~HttpPool();
    HttpPool(const HttpPool &) = delete;
    HttpPool &operator=(const HttpPool &) = delete;

    /// Never calls `done` before it returns.
    void send(HttpRequest request, Done done);

    [[nodiscard]] std::size_t inFlight() const;
    [[nodiscard]] std::size_t waiting() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace qd::traffic
