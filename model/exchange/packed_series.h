// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/series_catalog.h"

#include <set>

namespace qd::exchange {

/// A series in the pieces in which it lies in a recording, still packed: a day at 1 Hz takes some 60 KiB.
class PackedSeries
{
public:
    struct Times ///< shared by the pieces of one page and group
    {
        std::vector<std::byte> packed;
        std::size_t count = 0;
        std::size_t skip = 0; ///< rows in front that were there before
    };
    struct Piece
    {
        std::shared_ptr<const Times> times;
        mcap::Bytes cells;
    };

    std::vector<Piece> pieces;
};

/// Walks through the samples of a series, unpacking one piece at a time. The series must outlive it.
class SampleCursor
{
public:
    SampleCursor(const PackedSeries &series, TimeRange within);

    /// The sample it stands on, stale markers included; nothing at the end.
    [[nodiscard]] const std::optional<Sample> &sample() const { return m_sample; }
    void next();
    /// Samples that were not later than the one before: they are passed over.
    [[nodiscard]] std::int64_t dropped() const { return m_dropped; }
    /// Pieces whose bytes were no such column.
    [[nodiscard]] int damaged() const { return m_damaged; }

private:
    [[nodiscard]] bool unpackNext();

    const PackedSeries &m_series;
    TimeRange m_within;
    std::size_t m_piece = 0; ///< the next one to unpack
    std::size_t m_row = 0;
    std::vector<std::int64_t> m_times;
    std::vector<double> m_cells;
    std::optional<Sample> m_sample;
    Timestamp m_last = Timestamp::min();
    std::int64_t m_dropped = 0;
    int m_damaged = 0;
};

/// Series that are written together, such as the parts of one histogram.
using SeriesUnit = std::vector<SeriesKey>;

/// Calls `visit` with each unit in order and its series, as many of which are held at a time as fit into `budget`
/// bytes: the recording is read once for each such load. Stops when `visit` returns false. Refused when told to
/// stop.
[[nodiscard]] Result<void>
forEachUnit(const RecordingReader &reader, const Selection &selection, const SeriesCatalog &catalog,
            const std::vector<SeriesUnit> &units, std::uint64_t budget, const std::stop_token &stop,
            const std::function<bool(std::size_t unit, const std::vector<PackedSeries> &series)> &visit);

} // namespace qd::exchange
