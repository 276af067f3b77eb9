// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/evaluator.h"
#include "tests/conformance/script.h"

/// What a script expects beside what came; each says the difference in words, and nothing when there is none.
namespace qd::conformance {

/// Null where the evaluation did not fail.
[[nodiscard]] QString failureDifference(const Evaluation &expected, const query::QueryError *error);
[[nodiscard]] QString remarkDifference(const Evaluation &expected, const query::Remarks &remarks);
[[nodiscard]] QString instantDifference(const Evaluation &expected, const query::Answer &answer);
[[nodiscard]] QString rangeDifference(const std::vector<SeriesLine> &expected, const Steps &steps,
                                      const std::vector<query::ResultSeries> &series);
/// Between an instant and the step of a range at the same time.
[[nodiscard]] QString stepDifference(const query::Answer &instant, const query::RangeAnswer &range, Timestamp at);

/// Equal to six digits, as upstream compares; NaN equals NaN.
[[nodiscard]] bool isNear(double a, double b);

} // namespace qd::conformance
