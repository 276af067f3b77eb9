// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/timeline_coordinates.h"

#include <span>
#include <vector>

namespace qd {

/// The visible columns of one series, kept while the view moves: a pan asks the store only for columns that were
/// not visible before, a new sample only for the last ones.
class ColumnCache
{
public:
    /// Brings the columns to `axis`. `knownUntil` is the end of the snapshot's extent: the store only appends, so
    /// columns that ended before the earlier `knownUntil` cannot have changed. Returns whether anything did.
    bool update(const SeriesView &series, const TimeAxis &axis, Timestamp knownUntil);
    /// Forget everything, because the next series comes from another history.
    void reset();

    /// One summary a visible column; empty before the first update or when there is no such series.
    [[nodiscard]] std::span<const ColumnSummary> columns() const { return m_columns; }
    /// Columns asked of the store by the last update; for tests and benches.
    [[nodiscard]] int lastFetched() const { return m_fetched; }

private:
    void fetch(const SeriesView &series, const TimeAxis &axis, std::int64_t from, std::int64_t to);
    [[nodiscard]] std::int64_t firstUncertain(const std::vector<ColumnSummary> &kept) const;

    TimeAxis m_axis;
    Timestamp m_knownUntil{};
    std::vector<ColumnSummary> m_columns;
    bool m_filled = false;
    int m_fetched = 0;
};

} // namespace qd
