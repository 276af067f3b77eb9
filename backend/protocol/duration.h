// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/protocol/error.h"

#include <chrono>
#include <string>
#include <string_view>

namespace qd::protocol {

/// Reads a duration such as `30m`, `12h`, `1h30m`, `250ms`, `0s`: numbers with the units d h m s ms, largest
/// first, each at most once, no signs, no fractions, no spaces, as Prometheus writes them. At most 3,650 days.
[[nodiscard]] Result<std::chrono::milliseconds> parseDuration(std::string_view text);

/// The shortest text that parseDuration() reads back as the same value; `0s` for zero. Negative values count as
/// zero.
[[nodiscard]] std::string formatDuration(std::chrono::milliseconds value);

} // namespace qd::protocol
