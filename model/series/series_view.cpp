// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/series_data.h"
#include "model/series/series_snapshot.h"

#include <algorithm>
#include <array>

namespace qd {

namespace {

constexpr std::int64_t nanosPerMilli = 1'000'000;

std::int64_t ceilToMillis(std::int64_t nanos)
{
    return nanos / nanosPerMilli + (nanos % nanosPerMilli > 0 ? 1 : 0);
}

Timestamp toTimestamp(std::int64_t ms)
{
    return Timestamp(Millis(ms));
}

/// Adds rows [from, to) of a series to a column.
void summarise(const SeriesData &series, Row from, Row to, ColumnSummary &into)
{
    while (from < to) {
        const std::int64_t number = from / blockSamples;
        const Row blockBegin = number * blockSamples;
        const Row end = std::min(to, blockBegin + blockSamples);
        if (const Block *block = series.block(number))
            block->summarise(static_cast<int>(from - blockBegin), static_cast<int>(end - blockBegin), into);
        from = end;
    }
}

/// Calls visit(column, first row, end row) for the columns of the grid until the group's rows end.
template <typename Visit>
void forEachColumn(const GroupSnapshot &group, const TimeGrid &grid, std::size_t count, Visit visit)
{
    if (count == 0 || grid.width.count() <= 0)
        return;
    const std::int64_t begin = grid.begin.time_since_epoch().count();
    Row from = group.lowerBound(begin, group.endRow);
    Row stride = 0;
    for (std::size_t i = 0; i < count && from < group.endRow; ++i) {
        const auto edge = static_cast<std::int64_t>(i + 1) * grid.width.count();
        const Row to = group.lowerBound(begin + ceilToMillis(edge), from + stride);
        stride = to - from;
        visit(i, from, to);
        from = to;
    }
}

double valueAt(const SeriesData &series, Row row)
{
    const Block *block = series.block(row / blockSamples);
    return block ? block->value(static_cast<int>(row % blockSamples)) : absentMarker();
}

} // namespace

SeriesView::SeriesView(std::shared_ptr<const SnapshotData> snapshot, const GroupSnapshot *group,
                       const SeriesData *series)
    : m_snapshot(std::move(snapshot))
    , m_group(group)
    , m_series(series)
{}

const SeriesKey &SeriesView::key() const
{
    static const SeriesKey none;
    return m_series ? m_series->key : none;
}

SeriesType SeriesView::type() const
{
    return m_series ? m_series->type : SeriesType::Unknown;
}

Millis SeriesView::interval() const
{
    return m_group ? m_group->config->interval : Millis(0);
}

std::optional<Sample> SeriesView::at(Timestamp at, Millis lookBack) const
{
    if (!m_series)
        return std::nullopt;
    const std::int64_t wanted = at.time_since_epoch().count();
    Row row = m_group->lowerBound(wanted, m_group->endRow);
    if (row == m_group->endRow || m_group->timeAt(row) > wanted)
        --row;
    for (; row >= m_group->firstRow && m_group->timeAt(row) >= wanted - lookBack.count(); --row) {
        const double value = valueAt(*m_series, row);
        if (isStaleMarker(value))
            return std::nullopt;
        if (!isAbsent(value))
            return Sample{toTimestamp(m_group->timeAt(row)), value};
    }
    return std::nullopt;
}

std::optional<Sample> SeriesView::newest() const
{
    if (!m_series || m_group->endRow == m_group->firstRow)
        return std::nullopt;
    return at(toTimestamp(m_group->timeAt(m_group->endRow - 1)));
}

void SeriesView::columns(const TimeGrid &grid, std::span<ColumnSummary> out) const
{
    const auto count = std::min(out.size(), static_cast<std::size_t>(std::max(grid.columns, 0)));
    std::fill(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count), ColumnSummary{});
    if (m_series) {
        forEachColumn(*m_group, grid, count,
                      [&](std::size_t i, Row from, Row to) { summarise(*m_series, from, to, out[i]); });
    }
}

void SeriesView::lastTimes(const TimeGrid &grid, std::span<Timestamp> out) const
{
    const auto count = std::min(out.size(), static_cast<std::size_t>(std::max(grid.columns, 0)));
    std::fill(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count), Timestamp{});
    if (m_series) {
        forEachColumn(*m_group, grid, count, [&](std::size_t i, Row from, Row to) {
            if (to > from)
                out[i] = toTimestamp(m_group->timeAt(to - 1));
        });
    }
}

void SeriesView::forEach(TimeRange range, const std::function<bool(const Sample &)> &visit) const
{
    if (!m_series || range.isEmpty())
        return;
    const Row to = m_group->lowerBound(range.end.time_since_epoch().count(), m_group->endRow);
    std::array<double, 256>
        cells{}; // a stretch at a time: a block may have to be fetched and unpacked for each look
    constexpr Row stretch = cells.size();
    for (Row row = m_group->lowerBound(range.begin.time_since_epoch().count(), to); row < to;) {
        const Row end = std::min(to, (row / stretch + 1) * stretch);
        if (const Block *block = m_series->block(row / blockSamples)) {
            const auto first = static_cast<int>(row % blockSamples);
            block->copy(first, first + static_cast<int>(end - row), cells.data());
            for (Row at = row; at < end; ++at) {
                const double value = cells[static_cast<std::size_t>(at - row)];
                if (!isAbsent(value) && !visit(Sample{toTimestamp(m_group->timeAt(at)), value}))
                    return;
            }
        }
        row = end;
    }
}

std::vector<Sample> SeriesView::samples(TimeRange range) const
{
    std::vector<Sample> found;
    forEach(range, [&](const Sample &sample) {
        found.push_back(sample);
        return true;
    });
    return found;
}

} // namespace qd
