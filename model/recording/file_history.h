// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/recording/page_blocks.h"
#include "model/series/series_data.h"
#include "model/series/series_snapshot.h"

#include <compare>

namespace qd {

/// A recording as a history, opened without reading its samples: times, the coarse shape of every series and all
/// events are in memory, pages of samples are loaded when they are wanted. Immutable: any thread.
class FileHistory
{
public:
    /// 1,024 rows of one group.
    struct PageId
    {
        std::size_t group = 0;
        std::size_t page = 0;
        friend auto operator<=>(const PageId &, const PageId &) = default;
    };
    using Pages = std::map<PageId, std::shared_ptr<const recording::PageBlocks>>;

    /// Errors as of RecordingReader::open(); NotFound when the file has no overview, or lost it: it is to be
    /// compacted first (recording::compactCopy()).
    [[nodiscard]] static Result<std::shared_ptr<const FileHistory>> open(const QString &path);

    [[nodiscard]] const mcap::StringMap &info() const { return m_info; }
    /// What was lost of it, as far as is known without reading everything, in words.
    [[nodiscard]] const QStringList &losses() const { return m_losses; }
    /// First to last row or event, end exclusive.
    [[nodiscard]] TimeRange extent() const { return m_extent; }
    [[nodiscard]] const EventSnapshot &events() const { return m_events; }

    /// The pages that hold rows of the range, in the order of their time.
    [[nodiscard]] std::vector<PageId> pagesIn(TimeRange range) const;
    [[nodiscard]] TimeRange spanOf(PageId page) const;
    /// Reads a page; never null.
    [[nodiscard]] std::shared_ptr<const recording::PageBlocks> load(PageId page) const;

    /// Every series, exact where `loaded` has the page. Elsewhere columns are as fine as the overview, and single
    /// samples are read from the file when they are asked for.
    [[nodiscard]] SeriesSnapshot snapshot(const Pages &loaded) const;

private:
    FileHistory() = default;
    void build();
    void readEvents(const mcap::Reader &file);

    struct Group
    {
        GroupSnapshot rows;              ///< with blocks of the file alone
        std::vector<std::size_t> places; ///< of its series, in the order of their keys
    };

    mcap::StringMap m_info;
    QStringList m_losses;
    TimeRange m_extent;
    EventSnapshot m_events;
    std::shared_ptr<const recording::Overview> m_overview;
    std::shared_ptr<const recording::PageLoader> m_loader;
    std::vector<Group> m_groups;
};

} // namespace qd
