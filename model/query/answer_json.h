// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/evaluator.h"

/// Answers in the shape of Prometheus' HTTP API (prometheus.io/docs/prometheus/latest/querying/api), one line
/// each, without the end of the line. Selectors that matched no series are listed as `unmatched`, where there are
/// any.
namespace qd::query {

/// `at` is the instant of a scalar or a string.
[[nodiscard]] std::string jsonOf(const Answer &answer, Timestamp at);
[[nodiscard]] std::string jsonOf(const RangeAnswer &answer);
/// bad_data for what is no expression, unsupported for what is outside of the subset, execution for the rest.
[[nodiscard]] std::string jsonOf(const QueryError &error);
/// A request that is none.
[[nodiscard]] std::string badRequestJson(const QString &words);

} // namespace qd::query
