// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/source/scraper.h"
#include "model/series/exposition_parser.h"
#include "model/series/series_store.h"

namespace qd {

/// Puts scrapes into the store: samples of a good one, stale markers and `up` 0 for a bad one. Engine thread.
class MetricsIngest
{
public:
    /// `job` and `instance` are added to every series and stay the same over restarts of the target. `story`: what
    /// is read is told in its time, see storyOf(); null: as it is. It must outlive the ingest.
    MetricsIngest(SeriesStore &store, Labels target, Millis interval, const StoryClock *story = nullptr);

    /// What was stored, or why the scrape counts as failed: one line with the place in the text where it is
    /// garbage.
    [[nodiscard]] Result<AppendReport> ingest(const Scrape &scrape);
    [[nodiscard]] GroupId group() const { return m_group; }

private:
    [[nodiscard]] Result<AppendReport> store(const Scrape &scrape);

    SeriesStore &m_store;
    GroupId m_group;
    ExpositionParser m_parser;
    const StoryClock *m_story;
    std::vector<ParsedSample> m_told; ///< kept for its memory
};

/// A sample as a re-enactment has it, whose clock runs `speed` times as fast as the world: what counts (counters,
/// and the buckets, sums and counts of histograms) is multiplied by that, so that rates per second are those of
/// the world; instants since 1970 lie where they lie in the story; every other gauge is as it was.
[[nodiscard]] ParsedSample storyOf(ParsedSample sample, const StoryClock &story);

} // namespace qd
