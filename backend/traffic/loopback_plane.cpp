// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/loopback_plane.h"

#include <charconv>

namespace qd::traffic {

namespace {

bool isLoopback(std::string_view host)
{
    return host == "::1" || (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

protocol::Result<std::uint16_t> parsePort(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0) {
        return protocol::failure("not a port: 1 to 65535 is");
    }
    return port;
}

} // namespace

std::string LoopbackPlane::authority() const
{
    const bool six = host.find(':') != std::string::npos;
    return (six ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

protocol::Result<LoopbackPlane> parseLoopbackPlane(std::string_view text)
{
    if (text.starts_with("http://")) {
        text.remove_prefix(7);
    }
    if (text.ends_with('/')) {
        text.remove_suffix(1);
    }
    LoopbackPlane plane;
    if (const auto colon = text.rfind(':'); colon != text.npos) {
        std::string_view host = text.substr(0, colon);
        if (host.starts_with('[') && host.ends_with(']')) {
            host = host.substr(1, host.size() - 2);
        }
        plane.host = host == "localhost" ? "127.0.0.1" : std::string(host);
        text.remove_prefix(colon + 1);
    }
    if (!isLoopback(plane.host)) {
        return protocol::failure("only loopback addresses are practised on");
    }
    return parsePort(text).map([&](std::uint16_t port) {
        plane.port = port;
        return plane;
    });
}

} // namespace qd::traffic
