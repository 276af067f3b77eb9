// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"
#include "model/series/series_snapshot.h"

#include <cstdint>
#include <span>
#include <vector>

namespace qd {

/// The horizontal axis that all charts share, in device pixels ("columns"). Columns are anchored to absolute time:
/// column k covers [k*width, (k+1)*width) since 1970, whatever is visible. A pan therefore moves the picture by
/// whole columns and every column that was visible before keeps its figures.
struct TimeAxis
{
    std::chrono::nanoseconds width{1}; ///< time of one column, > 0
    std::int64_t first = 0;            ///< index of the leftmost visible column
    int columns = 0;                   ///< visible columns
    int step = 1;         ///< so many neighbours share one summary: a first impression, while one zooms
    bool isRough = false; ///< as TimeGrid::isRough

    friend bool operator==(const TimeAxis &, const TimeAxis &) = default;
};

/// The axis that shows `range` in `columns` device pixels. The instant before range.end always lies in the last
/// column, so that the newest is never cut off; on the left less than one column may be, or up to 1 % more is
/// shown.
[[nodiscard]] TimeAxis timeAxisFor(TimeRange range, int columns);

/// The same columns grouped by `factor`, aligned to absolute time; covers at least what `axis` covers.
[[nodiscard]] TimeAxis coarser(const TimeAxis &axis, int factor);

/// The axis of what happened `by` before, to the nearest whole column.
[[nodiscard]] TimeAxis shifted(const TimeAxis &axis, Millis by);

/// True when columns may be computed in pieces: widths of whole milliseconds have exact edges in sample time.
[[nodiscard]] bool hasExactEdges(const TimeAxis &axis);

/// Distance from the left edge in device pixels, fractional; outside [0, columns) when not visible.
[[nodiscard]] double xOf(const TimeAxis &axis, Timestamp t);
/// The first millisecond at or after the instant at x; round trip: timeAt(axis, xOf(axis, t)) == t within 1 ms.
[[nodiscard]] Timestamp timeAt(const TimeAxis &axis, double x);
/// Absolute index of the column in which t lies.
[[nodiscard]] std::int64_t columnOf(const TimeAxis &axis, Timestamp t);
/// What the whole axis covers, rounded outwards to milliseconds.
[[nodiscard]] TimeRange rangeOf(const TimeAxis &axis);
/// Columns [from, from + count) as the series store wants them.
[[nodiscard]] TimeGrid gridOf(const TimeAxis &axis, std::int64_t from, int count);

/// Columns [begin, end) relative to the left edge.
struct ColumnSpan
{
    int begin = 0;
    int end = 0;
    friend bool operator==(const ColumnSpan &, const ColumnSpan &) = default;
};

/// Time spans as visible column spans, at least `minimum` columns each so that the shortest is still seen; ordered
/// and merged where they touch. `spans` is in order.
[[nodiscard]] std::vector<ColumnSpan> columnSpans(const TimeAxis &axis, std::span<const TimeRange> spans,
                                                  int minimum);

} // namespace qd
