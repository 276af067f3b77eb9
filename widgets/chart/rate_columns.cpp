// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/rate_columns.h"

#include "model/query/counter_rate.h"
#include "model/series/pyramid.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

using query::RateWalk;

Millis columnLength(const TimeAxis &axis)
{
    return std::max(Millis(1), std::chrono::duration_cast<Millis>(axis.width));
}

/// Columns that a rate at the left edge looks back over.
int leadOf(const TimeAxis &axis, Millis window)
{
    return static_cast<int>(std::chrono::nanoseconds(window) / axis.width) + 2;
}

/// Whether what a column holds is more than one rise from its first sample to its last.
bool isBroken(const ColumnSummary &c)
{
    return c.stale || c.min < c.first || c.last < c.max;
}

/// Walks the samples of a column that summaries do not tell enough of. The rate at its last one.
std::optional<double> walkSamples(RateWalk &walk, const SeriesView &counter, TimeRange column)
{
    std::optional<double> rate;
    counter.forEach(column, [&](const Sample &sample) {
        if (isStaleMarker(sample.value)) {
            walk.breakOff();
        } else if (!std::isnan(sample.value)) {
            rate = walk.add(sample);
        }
        return true;
    });
    return rate;
}

/// Coarse columns of the same stretch say the same: its last value is known at the end of the last one of them.
std::optional<double> walkCoarse(RateWalk &walk, std::span<const ColumnSummary> columns,
                                 std::span<const Timestamp> times, std::size_t i)
{
    const ColumnSummary &c = columns[i];
    if (c.stale) {
        walk.breakOff();
        return std::nullopt;
    }
    const bool goesOn = i + 1 < columns.size() && columns[i + 1].coarse && columns[i + 1].last == c.last;
    return c.count > 0 && !goesOn ? walk.add({times[i], c.last}) : std::nullopt;
}

} // namespace

void RateColumns::reset()
{
    m_cache.reset();
    m_rates.clear();
    m_axis = {};
}

bool RateColumns::update(const SeriesView &counter, const TimeAxis &wanted, Timestamp knownUntil)
{
    TimeAxis axis = wanted;
    axis.isRough = false; // a rate needs to know what fell into which time
    if (counter.isNull()) {
        const bool had = !m_rates.empty();
        reset();
        return had;
    }
    if (!m_rates.empty() && axis == m_axis && knownUntil == m_knownUntil) {
        return false;
    }
    const bool sparse = counter.interval() >= axis.width || !hasExactEdges(axis);
    if (sparse) {
        readSamples(counter, axis);
    } else {
        const int lead = leadOf(axis, query::rateWindow(counter.interval(), columnLength(axis)));
        TimeAxis wide = axis;
        wide.first -= lead;
        wide.columns += lead;
        if (m_cache.update(counter, wide, knownUntil) || m_rates.empty()) {
            readSummaries(counter, wide, lead);
        }
    }
    m_axis = axis;
    m_knownUntil = knownUntil;
    return true;
}

void RateColumns::readSamples(const SeriesView &counter, const TimeAxis &axis)
{
    m_cache.reset();
    m_rates.assign(static_cast<std::size_t>(axis.columns), {});
    const Millis window = query::rateWindow(counter.interval(), columnLength(axis));
    for (const Sample &rate : query::rates(counter, rangeOf(axis), window)) {
        const std::int64_t column = columnOf(axis, rate.at) - axis.first;
        if (column < 0 || column >= axis.columns) {
            continue;
        }
        ColumnSummary &into = m_rates[static_cast<std::size_t>(column)];
        if (isStaleMarker(rate.value)) {
            into.stale = true;
        } else {
            addCell(rate.value, into);
        }
    }
}

void RateColumns::readSummaries(const SeriesView &counter, const TimeAxis &wide, int lead)
{
    const auto summaries = m_cache.columns();
    std::vector<Timestamp> times(summaries.size());
    counter.lastTimes(gridOf(wide, wide.first, wide.columns), times);
    const Millis window = query::rateWindow(counter.interval(), columnLength(wide));
    RateWalk walk(window, std::max(window, query::longestJoin(counter.interval())));
    m_rates.assign(summaries.size() - static_cast<std::size_t>(lead), {});
    for (std::size_t i = 0; i < summaries.size(); ++i) {
        const ColumnSummary &c = summaries[i];
        std::optional<double> rate;
        if (c.coarse) {
            rate = walkCoarse(walk, summaries, times, i);
        } else if (isBroken(c)) {
            const TimeGrid grid = gridOf(wide, wide.first + static_cast<std::int64_t>(i), 1);
            // Whole milliseconds; columns narrower than that are read sample by sample anyway.
            rate = walkSamples(walk, counter, {grid.begin, grid.begin + columnLength(wide)});
        } else if (c.count > 0) {
            rate = walk.add(times[i], c.first, c.last - c.first, c.last);
        }
        if (i < static_cast<std::size_t>(lead)) {
            continue;
        }
        ColumnSummary &into = m_rates[i - static_cast<std::size_t>(lead)];
        into.stale = c.stale;
        if (rate && !c.stale) {
            addCell(*rate, into);
        }
    }
}

} // namespace qd
