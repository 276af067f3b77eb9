// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/evaluation.h"

namespace qd::query {

/// sum, avg, topk and the like over an instant vector (promql/engine.go, rangeEvalAgg).
[[nodiscard]] GridResult aggregated(Evaluation &evaluation, const Expression &where, const Aggregate &node);

/// topk and bottomk, which keep series as they are: each step's best `k` of each group.
[[nodiscard]] GridResult aggregatedByRank(Evaluation &evaluation, const Aggregate &node, GridValue input);
[[nodiscard]] GridResult aggregatedToQuantile(Evaluation &evaluation, const Expression &where,
                                              const Aggregate &node, const GridValue &input);
/// count_values: a series for each value there is.
[[nodiscard]] GridResult aggregatedByValue(Evaluation &evaluation, const Expression &where, const Aggregate &node,
                                           const GridValue &input);

} // namespace qd::query
