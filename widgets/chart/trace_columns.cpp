// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/trace_columns.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qd {

void ValueRange::include(double value)
{
    if (std::isfinite(value)) {
        lowest = std::isnan(lowest) ? value : std::min(lowest, value);
        highest = std::isnan(highest) ? value : std::max(highest, value);
    }
}

ValueRange rangeOf(std::span<const ColumnSummary> columns)
{
    double lowest = std::numeric_limits<double>::infinity();
    double highest = -lowest;
    for (const ColumnSummary &c : columns) {
        for (const double value : {c.min, c.max}) {
            const bool counts = c.count > 0 && std::isfinite(value);
            lowest = counts && value < lowest ? value : lowest;
            highest = counts && value > highest ? value : highest;
        }
    }
    ValueRange range;
    range.include(lowest);
    range.include(highest);
    return range;
}

namespace {

/// The last sample of the range; none when a stale marker comes behind it.
std::optional<Sample> lastOf(const SampleReader &samples, TimeRange range)
{
    std::optional<Sample> found;
    samples(range, [&](const Sample &s) {
        found = isStaleMarker(s.value) ? std::nullopt : std::optional(s);
        return true;
    });
    return found;
}

/// The first sample of the range; none when a stale marker comes before it.
std::optional<Sample> firstOf(const SampleReader &samples, TimeRange range)
{
    std::optional<Sample> found;
    samples(range, [&](const Sample &s) {
        if (!isStaleMarker(s.value)) {
            found = s;
        }
        return false;
    });
    return found;
}

std::optional<double> between(const std::optional<Sample> &a, const std::optional<Sample> &b, Timestamp at,
                              std::span<const TimeRange> gaps, Millis lookBack)
{
    if (!a || !b || b->at <= a->at || b->at - a->at > lookBack) {
        return std::nullopt;
    }
    const auto cuts = [&](const TimeRange &gap) { return gap.begin < b->at && gap.end > a->at; };
    if (std::any_of(gaps.begin(), gaps.end(), cuts)) {
        return std::nullopt;
    }
    const double share = static_cast<double>((at - a->at).count()) / static_cast<double>((b->at - a->at).count());
    return a->value + (b->value - a->value) * share;
}

void setSingle(ColumnSummary &column, double value)
{
    column = {value, value, value, value, 1, false};
}

} // namespace

std::vector<ColumnSummary> withEdges(const SampleReader &samples, const TimeAxis &axis,
                                     std::span<const ColumnSummary> columns, std::span<const TimeRange> gaps,
                                     Millis lookBack)
{
    std::vector<ColumnSummary> out(columns.begin(), columns.end());
    if (out.empty() || axis.width >= lookBack) {
        return out;
    }
    const auto empty = [](const ColumnSummary &c) { return c.count == 0 && !c.stale; };
    const auto valueAt = [&](Timestamp edge) {
        const Timestamp after = edge + Millis(1);
        const auto before = lastOf(samples, {after - lookBack, after});
        return between(before, firstOf(samples, {after, edge + lookBack}), edge, gaps, lookBack);
    };
    const TimeRange view = rangeOf(axis);
    if (empty(out.front())) {
        if (const auto value = valueAt(view.begin)) {
            setSingle(out.front(), *value);
        }
    }
    if (empty(out.back())) {
        if (const auto value = valueAt(view.end)) {
            setSingle(out.back(), *value);
        }
    }
    return out;
}

std::vector<bool> joins(std::span<const ColumnSummary> columns, std::span<const ColumnSpan> gaps, int furthest)
{
    std::vector<bool> out(columns.size(), false);
    int previous = -1;
    bool broken = false;
    std::size_t gap = 0;
    for (int i = 0; i < static_cast<int>(columns.size()); ++i) {
        const ColumnSummary &c = columns[static_cast<std::size_t>(i)];
        while (gap < gaps.size() && gaps[gap].end <= i) {
            ++gap;
            broken = true; // it ended between the samples seen and this column
        }
        broken = broken || c.stale || (gap < gaps.size() && gaps[gap].begin <= i);
        if (c.count == 0) {
            continue;
        }
        out[static_cast<std::size_t>(i)] = previous >= 0 && !broken && i - previous <= furthest;
        previous = i;
        broken = c.stale;
    }
    return out;
}

std::vector<LinePixel> linePixels(std::span<const ColumnSummary> columns, const std::vector<bool> &joined,
                                  const ValueScale &scale, float top, float rows)
{
    std::vector<LinePixel> out(columns.size());
    const auto y = [&](double value) { return top + rows * static_cast<float>(1 - scale.share(value)); };
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const ColumnSummary &c = columns[i];
        if (c.count == 0) {
            continue;
        }
        LinePixel &p = out[i];
        p.joined = joined[i];
        p.top = y(c.max);
        p.bottom = c.count == 1 ? p.top : y(c.min);
    }
    return out;
}

std::vector<double> sliceValues(std::span<const ColumnSummary> columns, const std::vector<bool> &joined)
{
    std::vector<double> out(columns.size(), std::numeric_limits<double>::quiet_NaN());
    int previous = -1;
    for (int i = 0; i < static_cast<int>(columns.size()); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (columns[at].count == 0) {
            continue;
        }
        out[at] = columns[at].last;
        if (joined[at]) {
            const double from = out[static_cast<std::size_t>(previous)];
            for (int k = previous + 1; k < i; ++k) {
                out[static_cast<std::size_t>(k)] = from + (out[at] - from) * (k - previous) / (i - previous);
            }
        }
        previous = i;
    }
    return out;
}

} // namespace qd
