// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/column_cache.h"
#include "widgets/chart/plot_raster.h"
#include "widgets/chart/value_scale.h"

#include <functional>
#include <span>
#include <vector>

namespace qd {

/// Visits the values of a range in order, stale markers included, until the visitor returns false.
using SampleReader = std::function<void(TimeRange range, const std::function<bool(const Sample &)> &visit)>;

/// The columns as they are to be drawn. Where samples lie further apart than pixels, the first and the last column
/// get the value that the line has there on its way from the sample before the view and to the one after it; not
/// across a stale marker or one of `gaps`, nor from further than `lookBack` away.
[[nodiscard]] std::vector<ColumnSummary> withEdges(const SampleReader &samples, const TimeAxis &axis,
                                                   std::span<const ColumnSummary> columns,
                                                   std::span<const TimeRange> gaps, Millis lookBack);

/// For each column, whether it connects to the nearest column with samples on its left. Nothing is joined across a
/// stale marker, across a gap (`gaps` in columns), or over more than `furthest` columns.
[[nodiscard]] std::vector<bool> joins(std::span<const ColumnSummary> columns, std::span<const ColumnSpan> gaps,
                                      int furthest);

/// Columns of a series as pixels: the top of the scale lies at row `top`, its bottom `rows` further down.
[[nodiscard]] std::vector<LinePixel> linePixels(std::span<const ColumnSummary> columns,
                                                const std::vector<bool> &joined, const ValueScale &scale,
                                                float top, float rows);

/// The value of each column on one time slice (the last sample in it), evenly between joined neighbours where a
/// column has none; NaN elsewhere.
[[nodiscard]] std::vector<double> sliceValues(std::span<const ColumnSummary> columns,
                                              const std::vector<bool> &joined);

struct ValueRange
{
    double lowest = std::numeric_limits<double>::quiet_NaN();
    double highest = std::numeric_limits<double>::quiet_NaN();
    void include(double value);
};
[[nodiscard]] ValueRange rangeOf(std::span<const ColumnSummary> columns);

} // namespace qd
