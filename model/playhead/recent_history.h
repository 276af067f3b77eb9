// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/group_view.h"
#include "model/series/series_store.h"

#include <memory>
#include <vector>

namespace qd {

/// Rows of a history that were read last, kept in memory for whoever looks back from there: reading them from the
/// history itself may mean reading a file. Rows come group by group, whole stretches at a time.
class RecentHistory
{
public:
    /// Looks back this far at least, from any row but the last `ahead` of those that came.
    static constexpr Millis span = std::chrono::hours(2);
    static constexpr Millis ahead = std::chrono::minutes(20);

    RecentHistory() { clear(); }
    void clear();
    /// The cells of rows with these times, one series after the other. Rows that are known already are left out.
    void add(std::size_t group, const GroupView &view, std::span<const std::int64_t> times,
             std::span<const double> cells);
    /// The newest row known of a group; the beginning of time when none is.
    [[nodiscard]] Timestamp newest(std::size_t group) const;
    [[nodiscard]] SeriesSnapshot snapshot() { return m_store->snapshot(); }

private:
    struct Group
    {
        GroupId id{};
        std::int64_t last = 0; ///< time of its newest row
    };

    std::unique_ptr<SeriesStore> m_store;
    std::vector<std::optional<Group>> m_groups; ///< by their number in the history
};

} // namespace qd
