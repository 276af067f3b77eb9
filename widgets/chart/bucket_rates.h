// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/rate_columns.h"

#include <functional>
#include <optional>
#include <vector>

namespace qd {

/// Quantiles of a histogram over time, from the rates of its buckets (query::histogramQuantile()): of what was
/// observed within the window of a drawn rate, with resets and gaps as they are for any counter.
class BucketRates
{
public:
    /// The buckets of this snapshot; columns that are there stay while the buckets are the same.
    void bind(const SeriesSnapshot &series, const std::string &metric, const Labels &labels);
    /// The bucket that counts everything; null when there is none.
    [[nodiscard]] SeriesView all() const;
    /// As ColumnCache::update().
    bool update(const TimeAxis &axis, Timestamp knownUntil);
    void reset();

    /// One value a column; none where nothing was observed.
    [[nodiscard]] std::vector<ColumnSummary> columns(double quantile) const;
    [[nodiscard]] std::optional<Sample> at(double quantile, Timestamp at, Millis lookBack) const;
    /// A value at each scrape of the range in which something had been observed, stale markers included.
    void forEach(double quantile, TimeRange range, const std::function<bool(const Sample &)> &visit) const;

private:
    struct Bucket
    {
        double bound = 0;
        SeriesView series;
        RateColumns rates;
    };
    std::vector<Bucket> m_buckets; ///< by bound, ascending
};

} // namespace qd
