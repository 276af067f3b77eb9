// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/http/problem.h"
#include "backend/service/http/routes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sessiond::http {

/// The Host values a listener answers for. A page that rebinds its own name to 127.0.0.1 sends that name, and is
/// turned away here.
class HostPolicy
{
public:
    /// Loopback names count only together with `port`; a server name counts with any port or none, because a proxy
    /// in front of us has its own. `listenAddress` is added when it is itself loopback, e.g. 127.0.0.2.
    HostPolicy(std::uint16_t port, const std::string &listenAddress, std::vector<std::string> serverNames);

    [[nodiscard]] bool accepts(std::string_view host) const;

private:
    std::vector<std::string> m_loopback;
    std::vector<std::string> m_serverNames;
};

/// What is refused on the head alone, before a byte of the body is read, in this order: target, method, version,
/// Host, Transfer-Encoding, origin, expectation, media type, size. Nothing when the request may pass. The response
/// asks to close where the connection cannot be trusted to be in step any more.
[[nodiscard]] std::optional<Response> refuseAtGate(const RequestHead &head, const RouteMatch &match,
                                                   const HostPolicy &hosts);

} // namespace sessiond::http
