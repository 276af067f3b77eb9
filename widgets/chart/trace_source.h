// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/bucket_rates.h"
#include "widgets/chart/chart_spec.h"
#include "widgets/chart/column_cache.h"
#include "widgets/chart/rate_columns.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace qd {

/// What one trace shows, in the numbers that are drawn: a stored series, the rate of a counter, or a quantile
/// of a histogram. As columns for the picture, at an instant for the legend, sample by sample for figures.
class TraceSource
{
public:
    /// The series of this snapshot; columns that are there stay when it is the same history.
    void bind(const SeriesSnapshot &series, const TraceSpec &spec);
    [[nodiscard]] const SeriesView &series() const { return m_series; }
    [[nodiscard]] bool isNull() const { return m_series.isNull(); }

    /// As ColumnCache::update().
    bool update(const TimeAxis &axis, Timestamp knownUntil);
    /// The columns with what lies beyond the edges of the view; see withEdges().
    [[nodiscard]] std::vector<ColumnSummary> columns(const TimeAxis &axis, std::span<const TimeRange> gaps) const;
    /// Forget the columns: another history.
    void reset();

    /// Newest value at or before `at`; not when it is so old that it says nothing of then.
    [[nodiscard]] std::optional<Sample> at(Timestamp at) const;
    /// Every value of the range in order, stale markers included.
    void forEach(TimeRange range, const std::function<bool(const Sample &)> &visit) const;
    /// Samples further apart than this are not one line.
    [[nodiscard]] Millis longestJoin() const;

private:
    SeriesView m_series;
    TraceMath m_math = TraceMath::Stored;
    double m_quantile = 0;
    ColumnCache m_cache;
    RateColumns m_rates;
    BucketRates m_buckets;
};

} // namespace qd
