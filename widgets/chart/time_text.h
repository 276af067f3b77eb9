// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"
#include "widgets/chart/timeline_coordinates.h"

#include <QtCore/QString>

#include <vector>

namespace qd {

/// In which zone times are written. The data are always UTC.
enum class TimeZone { Utc, Local };

/// "02:48:20"; with milliseconds where a second is wider than a few pixels.
[[nodiscard]] QString clockText(Timestamp t, TimeZone zone, bool millis = false);
/// "20 Aug 02:48".
[[nodiscard]] QString dateClockText(Timestamp t, TimeZone zone);
/// "UTC" or the local zone's abbreviation at that instant.
[[nodiscard]] QString zoneName(Timestamp t, TimeZone zone);
/// "4 min", "1 h 20 min", "12 s": a duration in at most two parts.
[[nodiscard]] QString durationText(Millis duration);

struct TimeTick
{
    Timestamp at;
    QString label; ///< "02:10", "02:10:05", or "21 Aug" where a day begins
};

/// Round times of the visible range, at least `spacing` device pixels apart, aligned to the zone's midnight.
[[nodiscard]] std::vector<TimeTick> timeTicks(const TimeAxis &axis, TimeZone zone, double spacing);

} // namespace qd
