// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/block.h"
#include "model/series/group_config.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace qd {

/// Row numbers count the scrapes of a group since it was added; row r lies in block r / blockSamples.
using Row = std::int64_t;

/// The shared time column of a group, milliseconds since the epoch; cells below the published row count are final.
struct TimeBlock
{
    std::array<std::int64_t, static_cast<std::size_t>(blockSamples)> at;
};

/// One series: its blocks, of which those not present hold no sample. Immutable but for the cells of the last one.
struct SeriesData
{
    SeriesKey key;
    SeriesType type = SeriesType::Unknown;
    std::int64_t firstBlock = 0; ///< number of blocks.front()
    std::vector<std::shared_ptr<const Block>> blocks;

    [[nodiscard]] const Block *block(std::int64_t number) const
    {
        const std::int64_t index = number - firstBlock;
        return index >= 0 && index < static_cast<std::int64_t>(blocks.size())
                   ? blocks[static_cast<std::size_t>(index)].get()
                   : nullptr;
    }
};

/// What changes only when a block begins, a series comes or a block ages out; shared by all snapshots in between.
struct GroupData
{
    std::int64_t firstBlock = 0;
    std::vector<std::shared_ptr<const TimeBlock>> times;
    std::vector<std::shared_ptr<const SeriesData>> series; ///< sorted by key
};

/// A group as it was when the snapshot was taken: rows [firstRow, endRow).
struct GroupSnapshot
{
    std::shared_ptr<const GroupData> data;
    Row firstRow = 0;
    Row endRow = 0;
    std::shared_ptr<const GroupConfig> config;
    std::shared_ptr<const std::vector<TimeRange>> gaps; ///< closed ones, in order
    std::optional<Timestamp> openGap;                   ///< where a gap begins that has not ended

    [[nodiscard]] std::int64_t timeAt(Row row) const
    {
        const auto index = static_cast<std::size_t>(row / blockSamples - data->firstBlock);
        return data->times[index]->at[static_cast<std::size_t>(row % blockSamples)];
    }
    /// The first row at or after `ms`; endRow when there is none. `hint` is any row to look from, right or wrong.
    [[nodiscard]] Row lowerBound(std::int64_t ms, Row hint) const;
};

struct SnapshotData
{
    std::vector<GroupSnapshot> groups;
};

} // namespace qd
