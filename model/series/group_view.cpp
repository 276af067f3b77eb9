// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/group_view.h"

#include "model/series/series_data.h"

#include <cassert>

namespace qd {

GroupView::GroupView(std::shared_ptr<const SnapshotData> snapshot, const GroupSnapshot *group)
    : m_snapshot(std::move(snapshot))
    , m_group(group)
{}

std::vector<GroupView> GroupView::of(const SeriesSnapshot &snapshot)
{
    std::vector<GroupView> views;
    if (!snapshot.m_data)
        return views;
    for (const GroupSnapshot &group : snapshot.m_data->groups)
        views.push_back(GroupView(snapshot.m_data, &group));
    return views;
}

const GroupConfig &GroupView::config() const
{
    return *m_group->config;
}

std::int64_t GroupView::firstRow() const
{
    return m_group->firstRow;
}

std::int64_t GroupView::endRow() const
{
    return m_group->endRow;
}

std::int64_t GroupView::lowerBound(Timestamp at) const
{
    return m_group->lowerBound(at.time_since_epoch().count(), m_group->endRow);
}

std::vector<std::int64_t> GroupView::times(std::int64_t from, std::int64_t to) const
{
    std::vector<std::int64_t> times;
    times.reserve(static_cast<std::size_t>(to - from));
    for (Row row = from; row < to; ++row)
        times.push_back(m_group->timeAt(row));
    return times;
}

std::size_t GroupView::seriesCount() const
{
    return m_group->data->series.size();
}

const SeriesKey &GroupView::key(std::size_t series) const
{
    return m_group->data->series[series]->key;
}

SeriesType GroupView::type(std::size_t series) const
{
    return m_group->data->series[series]->type;
}

bool GroupView::cells(std::size_t series, std::int64_t from, std::int64_t to, std::span<double> cells) const
{
    assert(from / blockSamples == (to - 1) / blockSamples && std::ssize(cells) == to - from);
    const Block *block = m_group->data->series[series]->block(from / blockSamples);
    if (!block)
        return false;
    const auto first = static_cast<int>(from % blockSamples);
    block->copy(first, first + static_cast<int>(to - from), cells.data());
    return true;
}

} // namespace qd
