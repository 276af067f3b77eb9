// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/series_data.h"
#include "model/series/series_snapshot.h"

#include <algorithm>
#include <array>
#include <bit>

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

/// The rows at which the columns of a grid begin, and the one at which the last ends. The series of a group are
/// asked for the same columns one after another, so what was found last is kept.
class ColumnRows
{
public:
    std::span<const Row> of(const GroupSnapshot &group, const TimeGrid &grid, std::size_t count)
    {
        if (!isOf(group, grid, count)) {
            m_data = group.data;
            m_first = group.firstRow;
            m_end = group.endRow;
            m_grid = grid;
            find(group, grid, count);
        }
        return m_rows;
    }

private:
    /// Rows of one GroupData never change, only where they begin and end does.
    [[nodiscard]] bool isOf(const GroupSnapshot &group, const TimeGrid &grid, std::size_t count) const
    {
        return m_rows.size() == count + 1 && m_first == group.firstRow && m_end == group.endRow &&
               m_grid.begin == grid.begin && m_grid.width == grid.width && m_grid.isRough == grid.isRough &&
               !m_data.owner_before(group.data) && !group.data.owner_before(m_data);
    }
    void find(const GroupSnapshot &group, const TimeGrid &grid, std::size_t count)
    {
        const std::int64_t begin = grid.begin.time_since_epoch().count();
        m_rows.assign(count + 1, group.endRow);
        m_rows[0] = group.lowerBound(begin, group.endRow);
        Row stride = 0;
        for (std::size_t i = 0; i < count && m_rows[i] < group.endRow; ++i) {
            const auto edge = static_cast<std::int64_t>(i + 1) * grid.width.count();
            m_rows[i + 1] = group.lowerBound(begin + ceilToMillis(edge), m_rows[i] + stride);
            stride = m_rows[i + 1] - m_rows[i];
        }
        if (grid.isRough) {
            moveToNodes();
        }
    }
    /// Moves inner edges to the nearest ends of nodes half as long as the shorter column beside them, or shorter.
    void moveToNodes()
    {
        Row before = m_rows[0];
        for (std::size_t i = 1; i + 1 < m_rows.size(); ++i) {
            const Row exact = m_rows[i];
            const Row shorter = std::min(exact - before, m_rows[i + 1] - exact);
            before = exact;
            Row span = 0;
            for (const int level : levelSpan) {
                span = 2 * level <= shorter ? level : span;
            }
            if (span > 0) {
                m_rows[i] = (exact + span / 2) / span * span;
            }
        }
    }

    std::weak_ptr<const GroupData> m_data; ///< weak, yet no other group can pass for this one
    Row m_first = 0;
    Row m_end = 0;
    TimeGrid m_grid{};
    std::vector<Row> m_rows;
};

/// Calls visit(column, first row, end row) for the columns of the grid that hold rows. Each way of visiting keeps
/// rows of its own (this is a template), as columns() and lastTimes() ask for different parts of a view in turn;
/// visit must not come back here.
template <typename Visit>
void forEachColumn(const GroupSnapshot &group, const TimeGrid &grid, std::size_t count, Visit visit)
{
    if (count == 0 || grid.width.count() <= 0)
        return;
    thread_local ColumnRows known;
    const std::span<const Row> rows = known.of(group, grid, count);
    for (std::size_t i = 0; i < count; ++i) {
        if (rows[i] < rows[i + 1])
            visit(i, rows[i], rows[i + 1]);
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
        forEachColumn(*m_group, grid, count,
                      [&](std::size_t i, Row /*from*/, Row to) { out[i] = toTimestamp(m_group->timeAt(to - 1)); });
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

void SeriesView::append(TimeRange range, std::vector<Sample> &out, std::size_t most) const
{
    if (!m_series || range.isEmpty())
        return;
    const Row to = m_group->lowerBound(range.end.time_since_epoch().count(), m_group->endRow);
    const auto absent = std::bit_cast<std::uint64_t>(absentMarker());
    std::array<double, 256> cells{};
    constexpr Row stretch = cells.size();
    for (Row row = m_group->lowerBound(range.begin.time_since_epoch().count(), to);
         row < to && out.size() <= most;) {
        const Row end = std::min(to, (row / stretch + 1) * stretch);
        const auto first = static_cast<std::size_t>(row % blockSamples);
        const auto count = static_cast<std::size_t>(end - row);
        if (const Block *block = m_series->block(row / blockSamples)) {
            const auto number = static_cast<std::size_t>(row / blockSamples - m_group->data->firstBlock);
            const std::int64_t *const times = m_group->data->times[number]->at.data() + first;
            block->copy(static_cast<int>(first), static_cast<int>(first + count), cells.data());
            for (std::size_t i = 0; i < count; ++i) {
                if (std::bit_cast<std::uint64_t>(cells[i]) != absent)
                    out.push_back({toTimestamp(times[i]), cells[i]});
            }
        }
        row = end;
    }
}

std::vector<Sample> SeriesView::samples(TimeRange range) const
{
    std::vector<Sample> found;
    append(range, found, std::numeric_limits<std::size_t>::max());
    return found;
}

} // namespace qd
