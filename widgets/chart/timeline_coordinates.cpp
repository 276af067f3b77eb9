// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/timeline_coordinates.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds oneMilli{1'000'000};
/// From here on a width rounded up to whole milliseconds is off by less than 1 %.
constexpr nanoseconds roundedFrom{100'000'000};

std::int64_t floorDiv(std::int64_t a, std::int64_t b)
{
    const std::int64_t q = a / b;
    return (a % b != 0 && (a < 0) != (b < 0)) ? q - 1 : q;
}

std::int64_t ceilDiv(std::int64_t a, std::int64_t b)
{
    return -floorDiv(-a, b);
}

std::int64_t nanosOf(Timestamp t)
{
    return nanoseconds(t.time_since_epoch()).count();
}

Timestamp ceilToMillis(std::int64_t nanos)
{
    return Timestamp(Millis(ceilDiv(nanos, oneMilli.count())));
}

} // namespace

TimeAxis timeAxisFor(TimeRange range, int columns)
{
    TimeAxis axis;
    axis.columns = std::max(columns, 1);
    const std::int64_t span = std::max<std::int64_t>(nanoseconds(range.length()).count(), axis.columns);
    std::int64_t width = ceilDiv(span, axis.columns);
    if (width >= roundedFrom.count()) {
        width = ceilDiv(width, oneMilli.count()) * oneMilli.count();
    }
    axis.width = nanoseconds(width);
    axis.first = floorDiv(nanosOf(range.end) - 1, width) - axis.columns + 1;
    return axis;
}

TimeAxis coarser(const TimeAxis &axis, int factor)
{
    TimeAxis out;
    out.width = axis.width * factor;
    out.first = floorDiv(axis.first, factor);
    out.columns = static_cast<int>(floorDiv(axis.first + axis.columns - 1, factor) - out.first + 1);
    return out;
}

TimeAxis shifted(const TimeAxis &axis, Millis by)
{
    const double columns =
        static_cast<double>(std::chrono::nanoseconds(by).count()) / static_cast<double>(axis.width.count());
    TimeAxis moved = axis;
    moved.first -= std::llround(columns);
    return moved;
}

bool hasExactEdges(const TimeAxis &axis)
{
    return axis.width.count() % oneMilli.count() == 0;
}

double xOf(const TimeAxis &axis, Timestamp t)
{
    // Whole columns first: a double cannot hold nanoseconds since 1970 exactly.
    const std::int64_t nanos = nanosOf(t);
    const std::int64_t column = floorDiv(nanos, axis.width.count());
    const std::int64_t rest = nanos - column * axis.width.count();
    return static_cast<double>(column - axis.first) +
           static_cast<double>(rest) / static_cast<double>(axis.width.count());
}

Timestamp timeAt(const TimeAxis &axis, double x)
{
    const double whole = std::floor(x);
    const auto rest = std::llround((x - whole) * static_cast<double>(axis.width.count()));
    const std::int64_t nanos = (axis.first + static_cast<std::int64_t>(whole)) * axis.width.count() + rest;
    // Half a nanosecond of rounding must not push an exact millisecond into the next.
    return ceilToMillis(nanos - 1000);
}

std::int64_t columnOf(const TimeAxis &axis, Timestamp t)
{
    return floorDiv(nanosOf(t), axis.width.count());
}

TimeRange rangeOf(const TimeAxis &axis)
{
    const std::int64_t begin = axis.first * axis.width.count();
    return {Timestamp(Millis(floorDiv(begin, oneMilli.count()))),
            ceilToMillis(begin + axis.columns * axis.width.count())};
}

TimeGrid gridOf(const TimeAxis &axis, std::int64_t from, int count)
{
    // A sample at whole milliseconds lies at or after the true edge exactly when it lies at or after its ceiling.
    return {ceilToMillis(from * axis.width.count()), axis.width, count, axis.isRough};
}

std::vector<ColumnSpan> columnSpans(const TimeAxis &axis, std::span<const TimeRange> spans, int minimum)
{
    std::vector<ColumnSpan> out;
    for (const TimeRange &s : spans) {
        const double from = xOf(axis, s.begin);
        const double to = xOf(axis, s.end);
        if (to < 0 || from >= axis.columns || s.end < s.begin) {
            continue;
        }
        int begin = static_cast<int>(std::floor(std::max(from, 0.0)));
        int end = static_cast<int>(std::ceil(std::min<double>(to, axis.columns)));
        if (end - begin < minimum) {
            begin = std::clamp((begin + end - minimum) / 2, 0, std::max(0, axis.columns - minimum));
            end = std::min(begin + minimum, axis.columns);
        }
        if (!out.empty() && begin <= out.back().end) {
            out.back().end = std::max(out.back().end, end);
        } else {
            out.push_back({begin, end});
        }
    }
    return out;
}

} // namespace qd
