// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/column_cache.h"

#include <algorithm>
#include <utility>

namespace qd {

namespace {

/// Derived series may be computed a little after the scrape they belong to.
constexpr Millis latestArrival = std::chrono::minutes(1);

bool holdsSamples(const ColumnSummary &c)
{
    return c.count > 0 || c.stale;
}

} // namespace

void ColumnCache::reset()
{
    m_columns.clear();
    m_filled = false;
}

bool ColumnCache::update(const SeriesView &series, const TimeAxis &axis, Timestamp knownUntil)
{
    m_fetched = 0;
    if (series.isNull()) {
        const bool had = !m_columns.empty();
        reset();
        return had;
    }
    const bool reusable = m_filled && axis.width == m_axis.width && hasExactEdges(axis) &&
                          std::abs(axis.first - m_axis.first) < axis.columns;
    if (m_filled && axis == m_axis && knownUntil == m_knownUntil) {
        return false;
    }
    const std::int64_t end = axis.first + axis.columns;
    if (!reusable) {
        m_columns.resize(static_cast<std::size_t>(axis.columns));
        fetch(series, axis, axis.first, end);
    } else {
        const std::vector<ColumnSummary> old =
            std::exchange(m_columns, std::vector<ColumnSummary>(static_cast<std::size_t>(axis.columns)));
        const std::int64_t keptFrom = std::max(axis.first, m_axis.first);
        const std::int64_t known = std::min(m_axis.first + m_axis.columns, end);
        const std::int64_t keptTo = std::max(keptFrom, std::min(known, firstUncertain(old)));
        std::copy(old.begin() + (keptFrom - m_axis.first), old.begin() + (keptTo - m_axis.first),
                  m_columns.begin() + (keptFrom - axis.first));
        fetch(series, axis, axis.first, keptFrom);
        fetch(series, axis, keptTo, end);
    }
    const bool moved = !(axis == m_axis);
    m_axis = axis;
    m_knownUntil = knownUntil;
    m_filled = true;
    return m_fetched > 0 || !reusable || moved;
}

void ColumnCache::fetch(const SeriesView &series, const TimeAxis &axis, std::int64_t from, std::int64_t to)
{
    if (to <= from) {
        return;
    }
    const auto count = static_cast<std::size_t>(to - from);
    const auto out = std::span(m_columns).subspan(static_cast<std::size_t>(from - axis.first), count);
    series.columns(gridOf(axis, from, static_cast<int>(count)), out);
    m_fetched += static_cast<int>(count);
}

std::int64_t ColumnCache::firstUncertain(const std::vector<ColumnSummary> &kept) const
{
    const std::int64_t open = columnOf(m_axis, m_knownUntil - Millis(1));
    const std::int64_t oldest = columnOf(m_axis, m_knownUntil - latestArrival);
    const std::int64_t lastVisible = m_axis.first + static_cast<std::int64_t>(kept.size()) - 1;
    if (lastVisible < oldest) {
        return open;
    }
    std::int64_t column = std::min(open, lastVisible);
    while (column > oldest && column > m_axis.first &&
           !holdsSamples(kept[static_cast<std::size_t>(column - m_axis.first)])) {
        --column;
    }
    return column;
}

} // namespace qd
