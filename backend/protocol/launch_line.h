// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/protocol/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace qd::protocol {

/// The one line sessiond prints on stdout when it serves:
/// `{"event":"listening","data":PORT,"admin":PORT,"pid":N,"instance":"…","api":1}`.
struct LaunchLine
{
    std::uint16_t dataPort = 0;
    std::uint16_t adminPort = 0;
    std::int64_t pid = 0;
    std::string instance; ///< random at each start; the admin API repeats it
    int api = 0;

    friend bool operator==(const LaunchLine &, const LaunchLine &) = default;
};

/// Without the line end.
[[nodiscard]] std::string formatLaunchLine(const LaunchLine &line);

/// Refuses anything else than that object: other events, missing or wrongly typed members, port 0, an instance
/// that is empty or longer than 64. Further members are ignored, so that a newer service still starts an older
/// window.
[[nodiscard]] Result<LaunchLine> parseLaunchLine(std::string_view text);

} // namespace qd::protocol
