// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/evaluator.h"

namespace qd {

/// One request of a batch, a line of JSON: {"expr": "up", "at": 1724135400.5}, or with "start", "end" and "step"
/// in the place of "at"; seconds since 1970. Without an instant the end of the history is asked. The answer is a
/// line of JSON, too, in the shape of Prometheus' HTTP API; what is no request gets an answer that says so.
[[nodiscard]] std::string answerTo(std::string_view request, const SeriesSnapshot &history,
                                   const query::QueryOptions &options);

/// The newest instant that a history has something at.
[[nodiscard]] Timestamp newestOf(const SeriesSnapshot &history);

} // namespace qd
