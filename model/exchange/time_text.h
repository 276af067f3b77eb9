// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace qd::exchange {

/// A time as a file writes it.
struct TimeText
{
    enum class Kind {
        Epoch,  ///< a number of seconds, milli-, micro- or nanoseconds since 1970, told apart by its size
        Zoned,  ///< date and time with a zone
        Naive,  ///< date and time without one: `ms` counts as if it were UTC
        Offset, ///< a number too small to be a date: `ms` is that many thousandths
    };
    Kind kind{};
    std::int64_t ms = 0;
    std::int64_t offset = 0; ///< of a zone, milliseconds east of Greenwich
    bool finer = false;      ///< it had digits below the millisecond, which were rounded
};

/// Numbers, ISO 8601 dates (`2024-08-20`, `2024-08-20T14:03:27.5+02:00`, with `/` for `-`, a blank for `T`, `UTC`
/// or `Z`) and `20.8.2024 14:03`. Nothing for anything else: `8/20/2024` could be two dates.
[[nodiscard]] std::optional<TimeText> readTime(std::string_view text);

} // namespace qd::exchange
