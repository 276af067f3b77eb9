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
    /// `job` and `instance` are added to every series and stay the same over restarts of the target.
    MetricsIngest(SeriesStore &store, Labels target, Millis interval);

    /// What was stored, or why the scrape counts as failed: one line with the place in the text where it is
    /// garbage.
    [[nodiscard]] Result<AppendReport> ingest(const Scrape &scrape);
    [[nodiscard]] GroupId group() const { return m_group; }

private:
    [[nodiscard]] Result<AppendReport> store(const Scrape &scrape);

    SeriesStore &m_store;
    GroupId m_group;
    ExpositionParser m_parser;
};

} // namespace qd
