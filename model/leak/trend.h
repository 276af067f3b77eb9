// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <optional>
#include <span>
#include <vector>

/// Trends that one bad sample does not bend.
namespace qd {

/// Whether values rise or fall one after the other, whatever the shape of the curve.
struct MonotonicTrend
{
    double z = 0;   ///< how unlikely by chance, in standard deviations; positive: they rise
    double tau = 0; ///< -1 falling, 0 neither, 1 rising throughout
};
/// Mann (1945) and Kendall (1975) with the correction for ties (Gilbert 1987, chapter 16); tau is Kendall's tau-b.
/// Zero for fewer than two different values.
[[nodiscard]] MonotonicTrend mannKendall(std::span<const double> values);

/// The slopes per second between all pairs of samples of different times, in order.
[[nodiscard]] std::vector<double> pairwiseSlopes(std::span<const Sample> samples);

/// Between the two nearest of them; `sorted` is not empty, 0 <= q <= 1.
[[nodiscard]] double quantileOfSorted(std::span<const double> sorted, double q);

/// The median of the slopes between all pairs of samples, per second (Theil 1950, Sen 1968): up to 29 % of them
/// may be anything without moving it far. Nothing for fewer than two instants.
[[nodiscard]] std::optional<double> theilSenSlope(std::span<const Sample> samples);

} // namespace qd
