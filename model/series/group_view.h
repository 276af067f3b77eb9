// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/group_config.h"
#include "model/series/series_snapshot.h"

namespace qd {

/// One group of a snapshot as a table, for what copies a history: recorder and export. Keeps the snapshot alive.
/// Rows are numbered from the beginning of the group and keep their numbers; blocks are 1,024 rows that begin at a
/// multiple of that. Any thread.
class GroupView
{
public:
    /// Every group of the snapshot, in the order in which they were added to the store.
    [[nodiscard]] static std::vector<GroupView> of(const SeriesSnapshot &snapshot);

    [[nodiscard]] const GroupConfig &config() const;
    [[nodiscard]] std::int64_t firstRow() const;
    [[nodiscard]] std::int64_t endRow() const;
    /// The first row at or after `at`; endRow() when there is none.
    [[nodiscard]] std::int64_t lowerBound(Timestamp at) const;
    /// Milliseconds since the epoch of rows [from, to), all of which must exist; never falling.
    [[nodiscard]] std::vector<std::int64_t> times(std::int64_t from, std::int64_t to) const;

    [[nodiscard]] std::size_t seriesCount() const;
    [[nodiscard]] const SeriesKey &key(std::size_t series) const;
    [[nodiscard]] SeriesType type(std::size_t series) const;
    /// The cells of rows [from, to) of one block; isAbsent() where the series has no sample. False, and `cells`
    /// untouched, when it has none in all the block.
    [[nodiscard]] bool cells(std::size_t series, std::int64_t from, std::int64_t to,
                             std::span<double> cells) const;

private:
    GroupView(std::shared_ptr<const SnapshotData> snapshot, const GroupSnapshot *group);
    std::shared_ptr<const SnapshotData> m_snapshot; ///< keeps alive what the other points into
    const GroupSnapshot *m_group;
};

} // namespace qd
