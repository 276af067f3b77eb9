// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/series_catalog.h"

#include <algorithm>

namespace qd::exchange {

namespace {

// What a piece costs beside its bytes.
constexpr std::uint64_t pieceOverhead = 96;

void addPage(const recording::Page &page, const Selection &selection, SeriesCatalog &catalog)
{
    catalog.events +=
        std::ranges::count_if(page.events, [&](const Event &e) { return selection.within.contains(e.at); });
    for (const recording::PageGroup &group : page.groups) {
        std::uint64_t columns = 0;
        for (const recording::PageColumn &column : group.columns) {
            if (!selection.takes(column.key))
                continue;
            SeriesCatalog::Entry &entry = catalog.series[column.key];
            entry.bytes += column.packed.size() + pieceOverhead;
            if (column.type != SeriesType::Unknown)
                entry.type = column.type;
            ++columns;
        }
        if (columns != 0)
            catalog.extents.push_back({group.times.front(), group.times.back(), columns * group.times.size()});
    }
}

} // namespace

bool Selection::takes(const SeriesKey &key) const
{
    return only.empty() || std::ranges::any_of(only, [&](const SeriesMatch &match) { return match.matches(key); });
}

std::size_t RowOrder::skip(const recording::PageGroup &group)
{
    const auto [last, isNew] = m_last.try_emplace(group.id, std::numeric_limits<std::int64_t>::min());
    const auto skipped = isNew ? group.times.begin() : std::ranges::upper_bound(group.times, last->second);
    last->second = std::max(last->second, group.times.back());
    return static_cast<std::size_t>(skipped - group.times.begin());
}

Result<SeriesCatalog> catalogOf(const RecordingReader &reader, const Selection &selection,
                                const std::stop_token &stop)
{
    SeriesCatalog catalog;
    reader.forEachPage(
        selection.within,
        [&](const recording::Page &page) {
            addPage(page, selection, catalog);
            return !stop.stop_requested();
        },
        [&](RecordingLoss loss) { catalog.losses.push_back(std::move(loss)); });
    if (stop.stop_requested())
        return stopped();
    std::ranges::sort(catalog.extents, {}, &SeriesCatalog::Extent::first);
    return catalog;
}

tl::unexpected<Error> stopped()
{
    return failure(ErrorCode::Refused, QStringLiteral("Stopped. Nothing was written."));
}

} // namespace qd::exchange
