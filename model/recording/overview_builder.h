// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/overview.h"
#include "model/recording/table.h"
#include "model/series/gap_finder.h"

namespace qd::recording {

/// Gathers the overview of a recording while its tables are written. Owned by one thread.
class OverviewBuilder
{
public:
    /// A table of at most blockSamples rows, and where it went. Tables of a group come in the order of their time,
    /// and all but the last are full. `group` and `series` are the numbers under which the file knows them.
    struct Place
    {
        std::uint32_t chunk = 0;
        std::uint32_t chunks = 1;
        std::uint32_t group = 0;
        std::vector<std::uint32_t> series; ///< by column
    };
    void add(const Table &table, const Place &place);
    void addEventChunk(std::uint32_t chunk) { m_overview.eventChunks.push_back(chunk); }

    [[nodiscard]] Overview finish();

private:
    struct Group
    {
        std::size_t index = 0;
        GapFinder gaps;
        std::map<std::uint32_t, std::size_t> series; ///< from id to place
    };
    [[nodiscard]] Group &groupFor(const Table &table, std::uint32_t id);
    static void findGaps(const Table &table, GapFinder &gaps);

    Overview m_overview;
    std::map<std::uint32_t, Group> m_groups; ///< by id
};

} // namespace qd::recording
