// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/file_history.h"

namespace qd {

/// The pages of a recording that are in memory: those of the range looked at and of as much on either side, within
/// a bound on bytes. Owned by one thread.
class PageShelf
{
public:
    static constexpr std::size_t ordinaryBytes = 256U << 20U;

    explicit PageShelf(std::shared_ptr<const FileHistory> history, std::size_t bytes = ordinaryBytes)
        : m_history(std::move(history))
        , m_limit(bytes)
    {}

    /// Turns to another range. Where more rows are visible than a screen has room for, the overview is as good as
    /// the samples are, and nothing is loaded.
    void lookAt(TimeRange range);
    /// Loads the next page that is wanted, the visible ones first; false when there is none.
    bool loadNext();

    [[nodiscard]] const FileHistory &history() const { return *m_history; }
    [[nodiscard]] SeriesSnapshot snapshot() const { return m_history->snapshot(m_pages); }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }
    [[nodiscard]] std::size_t pageCount() const { return m_pages.size(); }
    /// What could not be read so far, in words, each once.
    [[nodiscard]] const QStringList &losses() const { return m_losses; }

private:
    void makeRoom();

    std::shared_ptr<const FileHistory> m_history;
    std::size_t m_limit;
    TimeRange m_range;
    FileHistory::Pages m_pages;
    std::size_t m_bytes = 0;
    std::vector<FileHistory::PageId> m_wanted; ///< the next one last
    QStringList m_losses;
};

} // namespace qd
