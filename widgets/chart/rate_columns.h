// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/column_cache.h"

#include <vector>

namespace qd {

/// The columns of a counter as rates per second: one rate a column, at its last sample. Where samples lie as far
/// apart as columns, each is read; where columns hold many, their summaries are, so that a day costs as much as
/// an hour. Only what the summaries cannot tell is read sample by sample then: a column in which the counter fell
/// or its series ended. A counter that begins again and climbs beyond where it was within one such column is taken
/// for one that rose.
class RateColumns
{
public:
    /// As ColumnCache::update().
    bool update(const SeriesView &counter, const TimeAxis &axis, Timestamp knownUntil);
    void reset();
    [[nodiscard]] const std::vector<ColumnSummary> &columns() const { return m_rates; }

private:
    void readSamples(const SeriesView &counter, const TimeAxis &axis);
    void readSummaries(const SeriesView &counter, const TimeAxis &wide, int lead);

    ColumnCache m_cache; ///< of the counter, from `lead` columns before the view on
    TimeAxis m_axis;
    Timestamp m_knownUntil{};
    std::vector<ColumnSummary> m_rates;
};

} // namespace qd
