// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace qd::query {

/// One bucket of a classic histogram: observations not above `upperBound`, all lower buckets included.
struct Bucket
{
    double upperBound = 0;
    double count = 0;
};

struct QuantileResult
{
    double value = 0;
    bool forcedMonotonic = false; ///< a bucket counted fewer than a lower one, beyond rounding
};

/// Quantile of a classic histogram as histogram_quantile() of Prometheus 3 has it (promql/quantile.go,
/// bucketQuantile): linear within a bucket; the lowest bucket begins at 0 unless its bound is not above 0, then
/// the bound itself is the answer; in the highest, +Inf, the answer is the bound below it. Buckets of equal bounds
/// are added up, a count that falls is lifted to the one below. NaN when q is, without observations, with fewer
/// than two buckets or a highest one that is not +Inf; -Inf for q < 0, +Inf for q > 1. The order of the buckets
/// does not matter.
[[nodiscard]] QuantileResult histogramQuantile(double q, std::vector<Bucket> buckets);

/// Several quantiles of one histogram, which is put in order once.
class Distribution
{
public:
    explicit Distribution(std::vector<Bucket> buckets);
    [[nodiscard]] QuantileResult quantile(double q) const;
    /// All observations; NaN where there is no +Inf bucket.
    [[nodiscard]] double count() const;
    /// Upper bound of the highest bucket with an observation in it, the highest finite bound for the +Inf one;
    /// nothing without observations.
    [[nodiscard]] std::optional<double> upperBoundOfLargest() const;

private:
    [[nodiscard]] bool isComplete() const;

    std::vector<Bucket> m_buckets;
    bool m_forced = false;
};

/// The number in a label `le`; nothing when it is none.
[[nodiscard]] std::optional<double> bucketBound(std::string_view le);

} // namespace qd::query
