// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/file_history.h"

#include "model/recording/page.h"

#include <algorithm>
#include <numeric>

namespace qd {

using namespace recording;

namespace {

TimeRange spanOfTimes(const OverviewPage &page)
{
    return {Timestamp(Millis(page.times.front())), Timestamp(Millis(page.times.back() + 1))};
}

std::shared_ptr<const TimeBlock> timeBlockOf(const OverviewPage &page)
{
    auto block = std::make_shared<TimeBlock>();
    std::ranges::copy(page.times, block->at.begin());
    return block;
}

/// A page that cannot be read is a gap like any other: nothing is known of it.
std::shared_ptr<const std::vector<TimeRange>> withLosses(const GroupSnapshot &rows,
                                                         FileHistory::Pages::const_iterator first,
                                                         FileHistory::Pages::const_iterator last)
{
    std::vector<TimeRange> lost;
    for (auto page = first; page != last; ++page) {
        if (page->second->loss)
            lost.push_back(page->second->loss->span);
    }
    if (lost.empty() || rows.config->kind != GroupKind::Scraped)
        return rows.gaps;
    auto gaps = std::make_shared<std::vector<TimeRange>>(*rows.gaps);
    gaps->insert(gaps->end(), lost.begin(), lost.end());
    std::ranges::sort(*gaps, {}, &TimeRange::begin);
    return gaps;
}

Result<Overview> overviewOf(const RecordingReader &reader)
{
    const mcap::Reader &file = reader.file();
    const auto &attachments = file.contents().attachments;
    const auto found = std::ranges::find(attachments, overviewName, &mcap::AttachmentIndex::name);
    // Chunks are known by their place, and a rebuilt index may have lost some.
    if (found == attachments.end() || reader.rebuilt())
        return failure(ErrorCode::NotFound, QStringLiteral("%1 has no overview.").arg(file.file().path()));
    const auto bytes = file.attachment(*found);
    auto overview = bytes ? decodeOverview(*bytes) : tl::unexpected(bytes.error());
    if (!overview && overview.error().code == ErrorCode::Corrupt)
        return failure(ErrorCode::NotFound, overview.error().words);
    return overview;
}

} // namespace

Result<std::shared_ptr<const FileHistory>> FileHistory::open(const QString &path)
{
    const auto reader = RecordingReader::open(path);
    if (!reader)
        return tl::unexpected(reader.error());
    auto overview = overviewOf(*reader);
    if (!overview)
        return tl::unexpected(overview.error());
    const std::shared_ptr<FileHistory> history(new FileHistory);
    history->m_info = reader->info();
    history->m_losses = reader->lostBefore();
    history->m_overview = std::make_shared<const Overview>(std::move(*overview));
    history->m_loader = std::make_shared<const PageLoader>(reader->sharedFile(), history->m_overview);
    history->build();
    history->readEvents(reader->file());
    return history;
}

void FileHistory::build()
{
    for (std::size_t g = 0; g < m_overview->groups.size(); ++g) {
        const OverviewGroup &group = m_overview->groups[g];
        auto data = std::make_shared<GroupData>();
        Row rows = 0;
        for (const OverviewPage &page : group.pages) {
            data->times.push_back(timeBlockOf(page));
            rows += static_cast<Row>(page.times.size());
        }
        std::vector<std::size_t> places(group.series.size());
        std::iota(places.begin(), places.end(), 0U);
        std::ranges::sort(places, {}, [&](std::size_t place) { return group.series[place].key; });
        for (const std::size_t place : places) {
            const OverviewSeries &series = group.series[place];
            SeriesData one{series.key, series.type, 0, {}};
            for (std::size_t p = 0; p < series.pages.size(); ++p)
                one.blocks.push_back(series.pages[p].empty() ? nullptr
                                                             : std::make_shared<const FileBlock>(
                                                                   m_loader, g, p, place, series.pages[p]));
            data->series.push_back(std::make_shared<const SeriesData>(std::move(one)));
        }
        auto gaps = std::make_shared<const std::vector<TimeRange>>(group.gaps);
        m_groups.push_back({{std::move(data), 0, rows, std::make_shared<const GroupConfig>(group.config),
                             std::move(gaps), group.openGap},
                            std::move(places)});
    }
    m_extent = snapshot({}).extent();
}

void FileHistory::readEvents(const mcap::Reader &file)
{
    std::vector<Event> events;
    for (const std::uint32_t chunk : m_overview->eventChunks) {
        const auto &chunks = file.contents().chunks;
        const auto records = chunk < chunks.size()
                                 ? file.chunk(chunks[chunk])
                                 : failure(ErrorCode::Corrupt, QStringLiteral("A chunk of events is missing."));
        if (!records) {
            m_losses << records.error().words;
            continue;
        }
        Page page = readPage(*records, file.contents().channels);
        std::ranges::move(page.events, std::back_inserter(events));
    }
    m_events = EventSnapshot::of(std::move(events));
    if (m_events.isEmpty())
        return;
    const TimeRange span{m_events.at(0).at, m_events.at(m_events.size() - 1).at + Millis(1)};
    m_extent = m_extent.isEmpty()
                   ? span
                   : TimeRange{std::min(m_extent.begin, span.begin), std::max(m_extent.end, span.end)};
}

std::vector<FileHistory::PageId> FileHistory::pagesIn(TimeRange range) const
{
    std::vector<PageId> found;
    for (std::size_t g = 0; g < m_overview->groups.size(); ++g) {
        const auto &pages = m_overview->groups[g].pages;
        const std::int64_t begin = range.begin.time_since_epoch().count();
        auto it = std::ranges::lower_bound(pages, begin, {}, [](const OverviewPage &p) { return p.times.back(); });
        for (; it != pages.end() && it->times.front() < range.end.time_since_epoch().count(); ++it)
            found.push_back({g, static_cast<std::size_t>(it - pages.begin())});
    }
    std::ranges::stable_sort(found, {}, [this](PageId id) { return spanOf(id).begin; });
    return found;
}

TimeRange FileHistory::spanOf(PageId id) const
{
    return spanOfTimes(m_overview->groups[id.group].pages[id.page]);
}

std::shared_ptr<const PageBlocks> FileHistory::load(PageId id) const
{
    return m_loader->load(id.group, id.page);
}

SeriesSnapshot FileHistory::snapshot(const Pages &loaded) const
{
    auto data = std::make_shared<SnapshotData>();
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
        const Group &group = m_groups[g];
        data->groups.push_back(group.rows);
        const auto first = loaded.lower_bound({g, 0});
        const auto last = loaded.lower_bound({g + 1, 0});
        if (first == last)
            continue;
        data->groups.back().gaps = withLosses(group.rows, first, last);
        auto exact = std::make_shared<GroupData>(*group.rows.data);
        for (std::size_t i = 0; i < exact->series.size(); ++i) {
            auto series = std::make_shared<SeriesData>(*exact->series[i]);
            for (auto page = first; page != last; ++page)
                series->blocks[page->first.page] = page->second->blocks[group.places[i]];
            exact->series[i] = std::move(series);
        }
        data->groups.back().data = std::move(exact);
    }
    return SeriesSnapshot(std::move(data));
}

} // namespace qd
