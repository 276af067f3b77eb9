// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/service_config.h"
#include "backend/service/http/credentials.h"
#include "backend/service/http/trusted_proxies.h"

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace sessiond::http {

struct Endpoint
{
    std::string address;
    std::uint16_t port = 0;
};

/// `127.0.0.1:7070` or `[::1]:7070`; port 0 picks one.
[[nodiscard]] tl::expected<Endpoint, std::string> parseEndpoint(std::string_view text);

/// The command line, checked.
struct Options
{
    enum class Command { Serve, UserAdd, TokenReset };
    Command command = Command::Serve;

    ServiceConfig service;
    Endpoint data{"127.0.0.1", 7070};
    Endpoint admin{"127.0.0.1", 7071};
    std::string adminTokenFile;
    int adminTokenFd = -1;
    std::vector<std::string> serverNames;
    TrustedProxies trustedProxies;
    unsigned threads = 1;
    std::string release;
    int parentFd = -1;

    std::string name; ///< of the user or token of an offline command
    int passwordFd = -1;
    Scope tokenScope = Scope::Admin;
};

/// What to do when the options do not lead to a run: print `text` and end with `code`.
struct EarlyExit
{
    int code = 2;
    std::string text;
};

[[nodiscard]] tl::expected<Options, EarlyExit> parseOptions(int argc, char **argv);

} // namespace sessiond::http
