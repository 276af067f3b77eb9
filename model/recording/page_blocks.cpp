// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/page_blocks.h"

#include "model/recording/packed_page_block.h"
#include "model/recording/page.h"
#include "model/series/markers.h"

#include <algorithm>

namespace qd::recording {

namespace {

constexpr std::size_t pagesKept = 8;

} // namespace

PageLoader::PageLoader(std::shared_ptr<const mcap::Reader> file, std::shared_ptr<const Overview> overview)
    : m_file(std::move(file))
    , m_overview(std::move(overview))
{
    for (const OverviewGroup &group : m_overview->groups) {
        auto &places = m_places.emplace_back();
        for (std::size_t i = 0; i < group.series.size(); ++i)
            places.emplace(group.series[i].id, i);
    }
}

std::shared_ptr<const PageBlocks> PageLoader::load(std::size_t groupIndex, std::size_t pageIndex) const
{
    const OverviewGroup &group = m_overview->groups[groupIndex];
    const OverviewPage &page = group.pages[pageIndex];
    auto result = std::make_shared<PageBlocks>();
    result->blocks.resize(group.series.size());
    const auto lose = [&](const QString &words, ErrorCode code) {
        const TimeRange span{Timestamp(Millis(page.times.front())), Timestamp(Millis(page.times.back() + 1))};
        result->loss = RecordingLoss{span, words, code};
    };
    for (std::uint32_t i = 0; i < page.chunks; ++i) {
        const auto &chunks = m_file->contents().chunks;
        if (page.chunk + i >= chunks.size()) {
            lose(QStringLiteral("The overview names a chunk that is not there."), ErrorCode::Corrupt);
            break;
        }
        auto read = m_file->chunk(chunks[page.chunk + i]);
        if (!read) {
            lose(read.error().words, read.error().code);
            continue;
        }
        const auto records = std::make_shared<const mcap::Bytes>(std::move(*read));
        forEachBlock(*records, m_file->contents().channels, [&](const BlockHead &head) {
            const auto place = m_places[groupIndex].find(head.series);
            if (head.group != group.id || place == m_places[groupIndex].end())
                return;
            auto block = head.count == page.times.size()
                             ? pageBlock(records, head.column, static_cast<int>(head.count))
                             : nullptr;
            if (!block) {
                lose(QStringLiteral("A column of a chunk is damaged."), ErrorCode::Corrupt);
                return;
            }
            result->bytes += block->bytes();
            result->blocks[place->second] = std::move(block);
        });
    }
    return result;
}

std::shared_ptr<const PageBlocks> PageLoader::recent(std::size_t group, std::size_t page) const
{
    const std::lock_guard lock(m_mutex);
    auto known = std::ranges::find_if(
        m_recent, [&](const Recent &recent) { return recent.group == group && recent.page == page; });
    if (known == m_recent.end()) {
        if (m_recent.size() == pagesKept)
            m_recent.pop_back();
        known = m_recent.insert(m_recent.end(), {group, page, load(group, page)});
    }
    std::rotate(m_recent.begin(), known, known + 1);
    return m_recent.front().blocks;
}

FileBlock::FileBlock(std::shared_ptr<const PageLoader> loader, std::size_t group, std::size_t page,
                     std::size_t series, const std::vector<PyramidNode> &nodes)
    : m_loader(std::move(loader))
    , m_group(group)
    , m_page(page)
    , m_series(series)
{
    std::copy_n(nodes.begin(), std::min(nodes.size(), m_nodes.size()), m_nodes.begin());
}

double FileBlock::value(int cell) const
{
    const auto page = m_loader->recent(m_group, m_page);
    const Block *block = page->blocks[m_series].get();
    return block ? block->value(cell) : absentMarker();
}

void FileBlock::copy(int from, int to, double *out) const
{
    const auto page = m_loader->recent(m_group, m_page);
    if (const Block *block = page->blocks[m_series].get())
        block->copy(from, to, out);
    else
        std::fill_n(out, to - from, absentMarker());
}

void FileBlock::summarise(int from, int to, ColumnSummary &into) const
{
    for (int node = from / overviewSpan; node * overviewSpan < to; ++node) {
        addNode(m_nodes[static_cast<std::size_t>(node)], into);
        into.coarse |= from > node * overviewSpan || to < (node + 1) * overviewSpan;
    }
}

} // namespace qd::recording
