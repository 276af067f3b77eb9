// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/trace_columns.h"

#include <cmath>

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
    ValueRange range;
    for (const ColumnSummary &c : columns) {
        if (c.count > 0) {
            range.include(c.min);
            range.include(c.max);
        }
    }
    return range;
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
                                  const ValueScale &scale, float rows)
{
    std::vector<LinePixel> out(columns.size());
    const auto y = [&](double value) { return rows * static_cast<float>(1 - scale.share(value)); };
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const ColumnSummary &c = columns[i];
        if (c.count == 0) {
            continue;
        }
        LinePixel &p = out[i];
        p.joined = joined[i];
        p.enter = y(c.first);
        if (c.count == 1) {
            p.top = p.bottom = p.leave = p.enter;
        } else {
            p.top = y(c.max);
            p.bottom = y(c.min);
            p.leave = y(c.last);
        }
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
