// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/packed_series.h"

#include "model/series/column_codec.h"
#include "model/series/markers.h"

#include <algorithm>

namespace qd::exchange {

namespace {

using Load = std::map<SeriesKey, PackedSeries>;

/// Puts the pieces of a page into the series that are wanted, whose keys are there already.
void takePage(const recording::Page &page, RowOrder &order, Load &load)
{
    for (const recording::PageGroup &group : page.groups) {
        const std::size_t skip = order.skip(group);
        if (skip == group.times.size())
            continue;
        std::shared_ptr<const PackedSeries::Times> times;
        for (const recording::PageColumn &column : group.columns) {
            const auto wanted = load.find(column.key);
            if (wanted == load.end())
                continue;
            if (!times)
                times = std::make_shared<const PackedSeries::Times>(
                    PackedSeries::Times{encodeTimes(group.times, ColumnPacking::Plain), group.times.size(), skip});
            wanted->second.pieces.push_back({times, column.packed});
        }
    }
}

Result<Load> gather(const RecordingReader &reader, const Selection &selection, Load load,
                    const std::stop_token &stop)
{
    RowOrder order;
    reader.forEachPage(
        selection.within,
        [&](const recording::Page &page) {
            takePage(page, order, load);
            return !stop.stop_requested();
        },
        [](const RecordingLoss &) {}); // the catalog has told it
    if (stop.stop_requested())
        return stopped();
    return load;
}

std::uint64_t costOf(const SeriesUnit &unit, const SeriesCatalog &catalog)
{
    std::uint64_t bytes = 0;
    for (const SeriesKey &key : unit)
        bytes += catalog.series.at(key).bytes;
    return bytes;
}

} // namespace

SampleCursor::SampleCursor(const PackedSeries &series, TimeRange within)
    : m_series(series)
    , m_within(within)
{
    next();
}

bool SampleCursor::unpackNext()
{
    while (m_piece < m_series.pieces.size()) {
        const PackedSeries::Piece &piece = m_series.pieces[m_piece++];
        m_times.resize(piece.times->count);
        m_cells.resize(piece.times->count);
        m_row = piece.times->skip;
        if (decodeTimes(piece.times->packed, m_times) && decodeColumn(piece.cells, m_cells))
            return true;
        ++m_damaged;
    }
    m_times.clear();
    m_row = 0;
    return false;
}

void SampleCursor::next()
{
    m_sample.reset();
    while (m_row < m_times.size() || unpackNext()) {
        const std::size_t row = m_row++;
        const Timestamp at{Millis(m_times[row])};
        if (isAbsent(m_cells[row]) || !m_within.contains(at))
            continue;
        if (at <= m_last) {
            ++m_dropped;
            continue;
        }
        m_sample = Sample{at, m_cells[row]};
        m_last = at;
        return;
    }
}

Result<void> forEachUnit(const RecordingReader &reader, const Selection &selection, const SeriesCatalog &catalog,
                         const std::vector<SeriesUnit> &units, std::uint64_t budget, const std::stop_token &stop,
                         const std::function<bool(std::size_t, const std::vector<PackedSeries> &)> &visit)
{
    for (std::size_t from = 0; from < units.size();) {
        Load wanted;
        std::size_t to = from;
        for (std::uint64_t bytes = 0; to < units.size(); ++to) {
            bytes += costOf(units[to], catalog);
            if (to > from && bytes > budget)
                break;
            for (const SeriesKey &key : units[to])
                wanted.try_emplace(key);
        }
        auto load = gather(reader, selection, std::move(wanted), stop);
        if (!load)
            return tl::unexpected(load.error());
        for (; from < to; ++from) {
            std::vector<PackedSeries> series;
            for (const SeriesKey &key : units[from])
                series.push_back(std::move(load->at(key)));
            if (!visit(from, series))
                return {};
        }
    }
    return {};
}

} // namespace qd::exchange
