// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/recording/mcap_reader.h"
#include "model/recording/recording_json.h"

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

/// Takes the records of a chunk apart. `channels` are those of the file: messages of kinds not known here are
/// passed over, so that later versions may add some.
[[nodiscard]] Page readPage(std::span<const std::byte> records,
                            const std::map<std::uint16_t, mcap::Channel> &channels);

} // namespace qd::recording
