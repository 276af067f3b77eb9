// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/chart_spec.h"
#include "widgets/chart/column_cache.h"
#include "widgets/chart/plot_raster.h"
#include "widgets/chart/trace_columns.h"

#include <vector>

namespace qd {

/// Distribution over time from cumulative bucket counters: a cell is what the counters of one bucket grew by
/// within a few pixel columns, as a share of all buckets. Counter resets are recognised as Prometheus' rate() does
/// it: a counter that fell began again at zero.
class HeatMap
{
public:
    /// Brings the counters to `axis`; one cell is `cellColumns` columns wide. Returns whether anything changed.
    bool update(const SeriesSnapshot &series, const HeatSpec &spec, const TimeAxis &axis, int cellColumns);
    void reset();
    [[nodiscard]] bool isEmpty() const { return m_buckets.empty(); }

    /// What happened in one cell of time: growth of each bucket since the cell before, not cumulative.
    struct Slice
    {
        std::int64_t firstColumn = 0; ///< absolute; reaches back over columns without a scrape
        std::int64_t endColumn = 0;
        std::vector<double> counts; ///< one a bound
        double total = 0;
    };
    /// `breaks` are gaps: growth across one belongs to no cell.
    [[nodiscard]] std::vector<Slice> slices(std::span<const TimeRange> breaks) const;
    /// Upper bounds in seconds, ascending; the last may be infinite.
    [[nodiscard]] const std::vector<double> &bounds() const { return m_bounds; }

private:
    struct Bucket
    {
        double bound = 0;
        SeriesView series;
        ColumnCache cache;
    };
    void collect(const SeriesSnapshot &series, const HeatSpec &spec);

    std::vector<Bucket> m_buckets;
    std::vector<double> m_bounds;
    TimeAxis m_axis; ///< of the cells
    int m_cellColumns = 1;
};

/// The values, in seconds, between which nearly all lies that the cells show: from the bucket of the lowest
/// hundredth to that of the highest thousandth. Empty where nothing was counted. The few beyond are drawn at the
/// edge.
[[nodiscard]] ValueRange heatRange(const HeatMap &map, std::span<const TimeRange> breaks);

/// The cells as pixels of a picture `columns` wide whose left edge is column `axis.first`; rows by `scale` over
/// [top, top + height). Denser is more opaque; a bucket with a single request stays visible.
[[nodiscard]] std::vector<HeatCell> heatCells(const HeatMap &map, std::span<const TimeRange> breaks,
                                              const TimeAxis &axis, const ValueScale &scale, float top,
                                              float height);

} // namespace qd
