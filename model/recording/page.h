// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/recording/mcap_reader.h"
#include "model/recording/recording_json.h"

#include <functional>

namespace qd::recording {

/// One column of a page, still packed.
struct PageColumn
{
    SeriesKey key;
    SeriesType type = SeriesType::Unknown;
    mcap::Bytes packed; ///< for decodeColumn()
};

/// Rows of one group, at most 65,535.
struct PageGroup
{
    std::uint32_t id = 0;
    GroupConfig config;
    std::vector<std::int64_t> times; ///< milliseconds since the epoch, rising
    std::vector<PageColumn> columns;
};

/// What one chunk of a recording holds.
struct Page
{
    std::vector<PageGroup> groups;
    std::vector<Event> events;
    int unreadable = 0; ///< messages that were written wrong and were passed over
};

/// One block as it lies in a chunk, which must outlive it.
struct BlockHead
{
    std::uint32_t group = 0;
    std::uint32_t series = 0; ///< 0: the time column
    std::uint32_t count = 0;
    std::span<const std::byte> column; ///< for decodeColumn(), or decodeTimes()
};

/// Every block of a chunk's records, for those who know groups and series by their numbers. What was written wrong
/// is passed over.
void forEachBlock(std::span<const std::byte> records, const std::map<std::uint16_t, mcap::Channel> &channels,
                  const std::function<void(const BlockHead &)> &visit);

/// Takes the records of a chunk apart. `channels` are those of the file: messages of kinds not known here are
/// passed over, so that later versions may add some.
[[nodiscard]] Page readPage(std::span<const std::byte> records,
                            const std::map<std::uint16_t, mcap::Channel> &channels);

} // namespace qd::recording
