// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/piece_store.h"
#include "model/series/group_config.h"

namespace qd::exchange {

/// Series that have samples at exactly the same times.
struct TimeClass
{
    std::vector<SeriesId> members; ///< never empty
};

/// Series that make one group of a recording, and so share one time column.
struct PlannedGroup
{
    GroupConfig config;
    std::vector<TimeClass> classes;
    std::size_t seriesCount = 0;
};

/// Sorts gathered series into groups: by target (`job` and `instance`), then by their times, so that a column has
/// few rows without a sample. The interval of a group is its median step. Io as of PieceStore::read(); TooLarge
/// when there are more than 20,000 groups.
[[nodiscard]] Result<std::vector<PlannedGroup>> planGroups(const PieceStore &store);

} // namespace qd::exchange
