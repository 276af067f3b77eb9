// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/overview_builder.h"

#include "model/series/markers.h"

#include <algorithm>

namespace qd::recording {

namespace {

/// What each 256 cells of a column come to.
std::vector<PyramidNode> nodesOf(std::span<const double> cells)
{
    std::vector<PyramidNode> nodes;
    for (std::size_t from = 0; from < cells.size(); from += overviewSpan) {
        ColumnSummary sum;
        for (const double cell : cells.subspan(from, std::min<std::size_t>(overviewSpan, cells.size() - from)))
            addCell(cell, sum);
        // NaN where there is nothing: zeros would be figures.
        nodes.push_back({sum.min, sum.max, sum.first, sum.last, static_cast<std::uint16_t>(sum.count), sum.stale});
    }
    return nodes;
}

} // namespace

void OverviewBuilder::add(const Table &table, const Place &place)
{
    Group &known = groupFor(table, place.group);
    OverviewGroup &group = m_overview.groups[known.index];
    const std::size_t before = group.pages.size();
    group.pages.push_back({place.chunk, place.chunks, table.times});
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const Table::Column &column = table.columns[i];
        const auto [it, isNew] = known.series.try_emplace(place.series[i], group.series.size());
        if (isNew)
            group.series.push_back({place.series[i], column.key, column.type, {}});
        OverviewSeries &series = group.series[it->second];
        series.pages.resize(before); // absent from those it is not in
        series.pages.push_back(nodesOf(column.cells));
    }
    findGaps(table, known.gaps);
}

OverviewBuilder::Group &OverviewBuilder::groupFor(const Table &table, std::uint32_t id)
{
    const auto [it, isNew] =
        m_groups.try_emplace(id, Group{m_overview.groups.size(), GapFinder(table.group.interval), {}});
    if (isNew)
        m_overview.groups.push_back({id, table.group, {}, {}, {}, {}});
    return it->second;
}

void OverviewBuilder::findGaps(const Table &table, GapFinder &gaps)
{
    if (table.group.kind != GroupKind::Scraped)
        return;
    const auto up = std::ranges::find(table.columns, "up", [](const auto &c) { return c.key.name; });
    for (std::size_t row = 0; row < table.times.size(); ++row) {
        const Timestamp at{Millis(table.times[row])};
        const bool good = up == table.columns.end() || isAbsent(up->cells[row]) || up->cells[row] == 1;
        good ? gaps.succeeded(at) : gaps.failed(at);
    }
}

Overview OverviewBuilder::finish()
{
    for (const auto &[id, known] : m_groups) {
        OverviewGroup &group = m_overview.groups[known.index];
        group.gaps = *known.gaps.closed();
        group.openGap = known.gaps.open();
        for (OverviewSeries &series : group.series)
            series.pages.resize(group.pages.size());
    }
    return std::move(m_overview);
}

} // namespace qd::recording
