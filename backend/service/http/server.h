// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/http/request_cells.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sessiond::http {

class Application;

struct ServerConfig
{
    std::string dataAddress = "127.0.0.1";
    std::uint16_t dataPort = 0;
    std::string adminAddress = "127.0.0.1";
    std::uint16_t adminPort = 0;
    unsigned threads = 1; ///< io threads of the data plane; the admin plane has one of its own
    std::vector<std::string> serverNames;
    std::size_t maxConnections = 1024; ///< data plane
    std::size_t maxAdminConnections = 32;
};

/// Both listeners and their io threads. Boost stays behind this header.
class Server
{
public:
    /// `application` must outlive the server.
    Server(ServerConfig config, Application &application);
    ~Server(); ///< stops
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    /// Takes both ports. Empty, or one line for stderr.
    [[nodiscard]] std::string bind();
    void start();
    [[nodiscard]] std::uint16_t dataPort() const;
    [[nodiscard]] std::uint16_t adminPort() const;

    /// Takes no more connections and closes each one once its request in hand is answered.
    void drain();
    [[nodiscard]] bool drained() const;
    /// Joins the io threads. Replies given later go nowhere.
    void stop();

    [[nodiscard]] RequestCells::Totals totals() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace sessiond::http
