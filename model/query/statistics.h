// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <optional>
#include <span>
#include <vector>

/// Statistics of samples as Prometheus 3 computes them (promql/functions.go, promql/quantile.go).
namespace qd::query {

/// The q-quantile of values in any order, linear between two ranks; NaN counts as the smallest. NaN without values
/// or when q is, -Inf for q < 0, +Inf for q > 1. Sorts the values.
[[nodiscard]] double quantileOf(double q, std::vector<double> &values);

/// Population variance by Welford's recurrence with compensated sums; NaN when a value is not finite.
[[nodiscard]] std::optional<double> varianceOverTime(std::span<const Sample> samples);

struct Line
{
    double slope = 0; ///< per second
    double value = 0; ///< at the instant asked for
};
/// Least squares through two samples or more. Constant samples are flat exactly; infinite ones give NaN.
[[nodiscard]] std::optional<Line> regression(std::span<const Sample> samples, Timestamp at);

/// NaN is no change from NaN.
[[nodiscard]] bool isChange(double before, double after);
[[nodiscard]] bool isReset(double before, double after);
/// How often the value was not that of the sample before; NaN equals NaN.
[[nodiscard]] std::optional<double> changes(std::span<const Sample> samples);
/// How often it fell.
[[nodiscard]] std::optional<double> resets(std::span<const Sample> samples);

} // namespace qd::query
