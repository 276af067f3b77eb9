// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/memory_rows.h"

#include <algorithm>

namespace qd::recording {

namespace {

// A cell of a compact recording of sessiond, in bytes.
constexpr double bytesPerCell = 0.8;

std::int64_t timeAt(const GroupView &group, std::int64_t row)
{
    return group.times(row, row + 1).front();
}

Timestamp firstTime(const GroupView &group)
{
    return Timestamp(Millis(timeAt(group, group.firstRow())));
}

/// The first row that is not before `at`.
std::int64_t rowAt(const GroupView &group, Timestamp at)
{
    std::int64_t low = group.firstRow();
    std::int64_t high = group.endRow();
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (timeAt(group, middle) < at.time_since_epoch().count())
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/// Rows of a group still to be given.
struct Pending
{
    const GroupView *group;
    std::int64_t next;
    std::int64_t end;
};

} // namespace

MemoryRows::MemoryRows(const SeriesSnapshot &series)
    : m_groups(GroupView::of(series))
{
    std::erase_if(m_groups, [](const GroupView &group) { return group.firstRow() == group.endRow(); });
}

void MemoryRows::forEach(TimeRange range, const std::function<bool(const Table &)> &visit) const
{
    std::vector<Pending> pending;
    for (const GroupView &group : m_groups)
        pending.push_back({&group, rowAt(group, range.begin), rowAt(group, range.end)});
    for (;;) {
        std::erase_if(pending, [](const Pending &p) { return p.next == p.end; });
        const auto turn =
            std::ranges::min_element(pending, {}, [](const Pending &p) { return timeAt(*p.group, p.next); });
        if (turn == pending.end())
            return;
        const std::int64_t block = (turn->next / blockSamples + 1) * blockSamples;
        const std::int64_t from = std::exchange(turn->next, std::min(turn->end, block));
        if (!visit(tableOf(*turn->group, from, turn->next)))
            return;
    }
}

Timestamp MemoryRows::beginOfAll() const
{
    Timestamp begin = m_groups.empty() ? Timestamp::max() : Timestamp::min();
    for (const GroupView &group : m_groups)
        begin = std::max(begin, firstTime(group));
    return begin;
}

Timestamp MemoryRows::beginOf(const GroupConfig &config) const
{
    const auto group =
        std::ranges::find_if(m_groups, [&](const GroupView &view) { return isSameGroup(view.config(), config); });
    return group == m_groups.end() ? Timestamp::max() : firstTime(*group);
}

Timestamp MemoryRows::end() const
{
    Timestamp end = Timestamp::min();
    for (const GroupView &group : m_groups)
        end = std::max(end, Timestamp(Millis(timeAt(group, group.endRow() - 1) + 1)));
    return end;
}

SaveEstimate MemoryRows::estimate(TimeRange range) const
{
    SaveEstimate estimate;
    double cells = 0;
    for (const GroupView &group : m_groups) {
        const std::int64_t from = rowAt(group, range.begin);
        const std::int64_t to = rowAt(group, range.end);
        if (from == to)
            continue;
        const TimeRange span{
            Timestamp(Millis(timeAt(group, from))),
            std::min(range.end, Timestamp(Millis(timeAt(group, to - 1))) + group.config().interval)};
        estimate.span = estimate.span.isEmpty() ? span
                                                : TimeRange{std::min(estimate.span.begin, span.begin),
                                                            std::max(estimate.span.end, span.end)};
        estimate.series += static_cast<int>(group.seriesCount());
        cells += double(to - from) * double(group.seriesCount() + 1);
    }
    estimate.bytes = static_cast<std::uint64_t>(cells * bytesPerCell);
    return estimate;
}

} // namespace qd::recording
