// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace qd {

/// Values that carry no number for the scale: every NaN, the infinities and minus zero. They are kept apart.
[[nodiscard]] bool isOrdinary(double value);

/// The smallest power of ten (0 to 9) that turns every ordinary value into an integer below 2^53 from which a
/// division gives the value back bit for bit; nothing when there is none. Values read from decimal text of so many
/// digits always have one, since both the reading and the division round correctly.
[[nodiscard]] std::optional<int> decimalScale(std::span<const double> values);
[[nodiscard]] std::int64_t toScaled(double value, int scale);
[[nodiscard]] double fromScaled(std::int64_t value, int scale);

} // namespace qd
