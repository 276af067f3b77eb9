// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/gap_finder.h"
#include "model/series/scrape_cache.h"
#include "model/series/series_data.h"
#include "model/series/series_store.h"

#include <map>

namespace qd {

/// The writing side of one group of a SeriesStore. Rows are written between beginRow() and endRow().
class SeriesGroup
{
public:
    SeriesGroup(GroupConfig config, StoreLimits limits);

    [[nodiscard]] Result<void> beginRow(Timestamp at);
    /// False when this row has a sample of the series already.
    bool write(std::uint32_t series, double value);
    /// Marks stale what was live and has no sample in this row, completes pyramids, drops what is too old.
    void endRow();

    /// The series of a key, made when new; nothing when the group is full.
    [[nodiscard]] std::optional<std::uint32_t> resolve(const SeriesKey &key, SeriesType type);
    /// The same for a key that has the target's labels already.
    [[nodiscard]] std::optional<std::uint32_t> resolveStored(const SeriesKey &full, SeriesType type);
    /// The same for a text of an exposition; `report` learns what went wrong.
    [[nodiscard]] std::optional<std::uint32_t> resolve(const ParsedSample &sample, AppendReport &report);
    /// As resolve(), without the bound; the series is never forgotten.
    [[nodiscard]] std::uint32_t pin(const SeriesKey &key, SeriesType type);

    void scrapeSucceeded(Timestamp at) { m_gaps.succeeded(at); }
    void scrapeFailed(Timestamp at) { m_gaps.failed(at); }

    [[nodiscard]] GroupSnapshot publish();
    [[nodiscard]] std::size_t bytes() const { return m_bytes + m_keyBytes; }
    [[nodiscard]] int seriesCount() const { return static_cast<int>(m_byKey.size()); }
    [[nodiscard]] const GroupConfig &config() const { return *m_config; }
    [[nodiscard]] ScrapeCache &cache() { return m_cache; }

private:
    struct Writer
    {
        SeriesKey key;
        SeriesType type = SeriesType::Unknown;
        bool pinned = false;
        bool live = false;   ///< had a sample in the last row
        bool changed = true; ///< differs from `published` in more than cells
        Row lastRow = -1;
        std::int64_t firstBlock = 0;
        std::vector<std::shared_ptr<const Block>> blocks;
        std::shared_ptr<OpenBlock> open;
        std::shared_ptr<const SeriesData> published;
    };

    [[nodiscard]] SeriesKey withTarget(const SeriesKey &key) const;
    std::uint32_t add(SeriesKey key, SeriesType type);
    void beginBlock();
    void openFor(Writer &writer);
    void sealOpen(Writer &writer);
    void coolOld(Writer &writer);
    void dropOld();
    void dropBlock(Writer &writer);
    void forgetEmpty();
    void forget(std::uint32_t series);
    void makeRoom();

    std::shared_ptr<const GroupConfig> m_config;
    StoreLimits m_limits;
    ScrapeCache m_cache;
    std::vector<Writer> m_writers; ///< slots of forgotten series are used again
    std::vector<std::uint32_t> m_free;
    std::map<SeriesKey, std::uint32_t> m_byKey;

    std::int64_t m_firstBlock = 0;
    Row m_row = 0; ///< the one being written, or the next
    std::vector<std::shared_ptr<TimeBlock>> m_times;
    std::optional<std::int64_t> m_lastTime;
    std::size_t m_bytes = 0; ///< of blocks and times
    std::size_t m_keyBytes = 0;
    int m_refused = 0; ///< series of this row that found no room

    GapFinder m_gaps;

    std::shared_ptr<const GroupData> m_published; ///< null when series or blocks have changed since
};

} // namespace qd
