// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/save_recording.h"
#include "model/recording/table.h"

namespace qd::recording {

/// The rows of a history that are in memory, as tables in the order of their time. Any thread.
class MemoryRows
{
public:
    explicit MemoryRows(const SeriesSnapshot &series);

    /// Rows of the range, at most the rest of a block a table, groups by turns; stops when `visit` returns false.
    void forEach(TimeRange range, const std::function<bool(const Table &)> &visit) const;

    /// From here on every group has its rows in memory; the end of time when there is no group.
    [[nodiscard]] Timestamp beginOfAll() const;
    /// The first row of that group; the end of time when it is not in memory.
    [[nodiscard]] Timestamp beginOf(const GroupConfig &group) const;
    /// Behind the last row; the beginning of time when there is none.
    [[nodiscard]] Timestamp end() const;
    /// Of the part that is in memory; events are not counted.
    [[nodiscard]] SaveEstimate estimate(TimeRange range) const;

private:
    std::vector<GroupView> m_groups; ///< those with rows
};

} // namespace qd::recording
