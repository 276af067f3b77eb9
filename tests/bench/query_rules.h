// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <string>
#include <vector>

namespace qd::bench {

/// Expressions as alert and recording rules have them: rates, shares, quantiles, forecasts, absence. They ask for
/// calls_total, errors_total, took_bucket and bytes, each with a label `n` below `families`.
[[nodiscard]] std::vector<std::string> rules(int count, int families);

/// One series of the made history.
struct MadeSeries
{
    std::string name; ///< with its labels
    std::vector<double> values;
};
/// `series` series of the metrics above, a sample each `step` for `span`, spread over `families`.
[[nodiscard]] std::vector<MadeSeries> madeSeries(int series, int families, Millis step, Millis span);

} // namespace qd::bench
