// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/series_match.h"
#include "model/recording/recording_reader.h"

#include <stop_token>

namespace qd::exchange {

/// Which part of a recording is meant.
struct Selection
{
    TimeRange within{Timestamp::min(), Timestamp::max()};
    std::vector<SeriesMatch> only; ///< series that match one of these; empty: all

    [[nodiscard]] bool takes(const SeriesKey &key) const;
};

/// Drops rows that stand twice in a recording: those of a group that are not later than its last one.
class RowOrder
{
public:
    /// How many rows in front were there before.
    [[nodiscard]] std::size_t skip(const recording::PageGroup &group);

private:
    std::map<std::uint32_t, std::int64_t> m_last;
};

/// A look over a recording: which series it has, and what it costs to hold them.
struct SeriesCatalog
{
    struct Entry
    {
        SeriesType type = SeriesType::Unknown;
        std::uint64_t bytes = 0; ///< packed, in memory
    };
    struct Extent ///< rows of one page
    {
        std::int64_t first = 0; ///< milliseconds since the epoch
        std::int64_t last = 0;
        std::uint64_t cells = 0;
    };

    std::map<SeriesKey, Entry> series;
    std::vector<Extent> extents; ///< by their first time
    std::int64_t events = 0;     ///< within the selection
    std::vector<RecordingLoss> losses;
};

/// Reads the selected part once, without unpacking its columns. Refused when told to stop.
[[nodiscard]] Result<SeriesCatalog> catalogOf(const RecordingReader &reader, const Selection &selection,
                                              const std::stop_token &stop);

/// What every job here says when it was told to stop.
[[nodiscard]] tl::unexpected<Error> stopped();

} // namespace qd::exchange
