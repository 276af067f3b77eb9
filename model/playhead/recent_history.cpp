// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/recent_history.h"

#include <algorithm>
#include <limits>

namespace qd {

void RecentHistory::clear()
{
    StoreLimits limits;
    limits.retention = span + ahead;
    // What the history holds has been let in once.
    limits.maxSeriesPerGroup = std::numeric_limits<int>::max();
    limits.maxKeyBytesPerGroup = std::numeric_limits<std::size_t>::max();
    m_store = std::make_unique<SeriesStore>(limits);
    m_groups.clear();
}

Timestamp RecentHistory::newest(std::size_t group) const
{
    const bool isKnown = group < m_groups.size() && m_groups[group];
    return isKnown ? Timestamp(Millis(m_groups[group]->last)) : Timestamp{};
}

void RecentHistory::add(std::size_t number, const GroupView &view, std::span<const std::int64_t> times,
                        std::span<const double> cells)
{
    m_groups.resize(std::max(m_groups.size(), number + 1));
    auto &group = m_groups[number];
    if (!group) {
        group = Group{m_store->addGroup(view.config()), std::numeric_limits<std::int64_t>::min()};
    }
    const auto news = std::ranges::upper_bound(times, group->last);
    const auto known = static_cast<std::size_t>(news - times.begin());
    const std::size_t rows = times.size();
    if (known == rows) {
        return;
    }
    std::vector<RestoredColumn> columns;
    columns.reserve(view.seriesCount());
    for (std::size_t series = 0; series < view.seriesCount(); ++series) {
        columns.push_back(
            {view.key(series), view.type(series), cells.subspan(series * rows + known, rows - known)});
    }
    // It can only fail for rows that are not later than those before, which were left out.
    [[maybe_unused]] const auto restored = m_store->restore(group->id, times.subspan(known), columns);
    group->last = times.back();
}

} // namespace qd
