// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <QtCore/QString>

#include <cstdint>
#include <vector>

/// Numbers as people read them. A NaN is "–", an infinity "∞"; a minus is U+2212; numbers have thousands
/// separators and are the same in every locale.
namespace qd::units {

/// "31,004"; fractions are rounded.
[[nodiscard]] QString count(double value);
/// A number with three significant digits: "4.82", "48.2", "482", "31,004".
[[nodiscard]] QString number(double value);
/// "512 B", "4.82 KiB", "48.2 MiB", "1.05 GiB".
[[nodiscard]] QString bytes(double bytes);
/// "+12.3 MiB / min", "0 B / min".
[[nodiscard]] QString bytesPerMinute(double bytesPerSecond);
/// "+795 / min", "−1.2 / min", "0 / min".
[[nodiscard]] QString perMinute(double value);
/// "105 / s", "0.4 / s".
[[nodiscard]] QString perSecond(double value);
/// "0 %", "0.04 %", "3.1 %", "42 %" of a share given in percent.
[[nodiscard]] QString percent(double percent);
/// "230 µs", "1.2 ms", "12 ms", "43 s", "4 min 5 s", "54 min", "1 h 12 min", "3 d 4 h".
[[nodiscard]] QString seconds(double seconds);
[[nodiscard]] QString duration(std::chrono::nanoseconds length);

enum class Zone { Utc, Local };

/// "14:03:27"
[[nodiscard]] QString clock(Timestamp at, Zone zone);
/// "2024-08-20 14:03:27"
[[nodiscard]] QString dateClock(Timestamp at, Zone zone);
/// "UTC", or what the local zone calls itself at that time ("CEST").
[[nodiscard]] QString zoneName(Timestamp at, Zone zone);

/// The smallest of 1, 2, 5 times a power of ten that is not below `atLeast`; 1 for what is no positive number.
[[nodiscard]] double niceStep(double atLeast);
/// The smallest power of two that is not below `atLeast`; 1 for what is no positive number.
[[nodiscard]] double niceByteStep(double atLeast);

/// Multiples of a nice step in [low, high], at most `most` (at least 2 are aimed at) of them, ascending. Empty
/// when the range is not finite or empty.
[[nodiscard]] std::vector<double> ticks(double low, double high, int most);
/// The same with steps of a power of two.
[[nodiscard]] std::vector<double> byteTicks(double low, double high, int most);

/// Instants on round clock times of the zone, 1 s to whole days apart, at most `most`.
struct TimeTicks
{
    Millis step{};
    std::vector<Timestamp> at;
};
[[nodiscard]] TimeTicks timeTicks(TimeRange range, int most, Zone zone);
/// The words at such a tick: "14:03:20" or "14:03", and the date ("20 Aug") at midnight or where steps are days.
[[nodiscard]] QString timeTickLabel(Timestamp at, Millis step, Zone zone);

} // namespace qd::units
