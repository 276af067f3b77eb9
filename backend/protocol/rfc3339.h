// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/protocol/error.h"

#include <chrono>
#include <string>
#include <string_view>

namespace qd::protocol {

/// A point of time as both planes carry it: UTC, milliseconds.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// `2026-11-22T20:41:07.250Z`: always UTC, always three decimals, so that texts of one width sort as times do.
[[nodiscard]] std::string formatTime(Time time);
/// The same after what `out` holds, for those who count allocations.
void appendTime(std::string &out, Time time);

/// Reads RFC 3339 date-times of the years 1970 to 9999: `T` and `Z` in either case, offsets `+hh:mm`, any number
/// of decimals (cut to milliseconds). A leap second `:60` reads as the second after `:59`.
[[nodiscard]] Result<Time> parseTime(std::string_view text);

} // namespace qd::protocol
