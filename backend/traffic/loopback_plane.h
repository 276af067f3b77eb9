// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/protocol/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace qd::traffic {

/// Where a plane of the service listens: loopback, in clear text.
struct LoopbackPlane
{
    std::string host = "127.0.0.1"; ///< an address
    std::uint16_t port = 0;

    /// The value of Host.
    [[nodiscard]] std::string authority() const;
    friend bool operator==(const LoopbackPlane &, const LoopbackPlane &) = default;
};

/// Reads `7070`, `127.0.0.1:7070`, `[::1]:7070`, `localhost:7070` or one of these after `http://`. Other hosts are
/// refused: passwords would leave the machine in clear text.
[[nodiscard]] protocol::Result<LoopbackPlane> parseLoopbackPlane(std::string_view text);

} // namespace qd::traffic
