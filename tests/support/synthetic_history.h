// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"

namespace qd::test {

/// A made-up hour of sessiond: a leak begins after a third, one crash with a gap of 50 s, a few events.
struct SyntheticOptions
{
    Timestamp end{Millis(1'724'122'800'000)}; ///< 2024-08-20 03:00 UTC
    Millis span = std::chrono::hours(1);
    Millis interval{1000};
    bool gap = true;
    bool events = true;
    bool heat = true;
    bool leakNamed = false; ///< the leak detectors say so, from two fifths on
};

/// Deterministic: the same options give the same numbers.
[[nodiscard]] HistoryPtr syntheticHistory(const SyntheticOptions &options);

/// The same as it grows: a snapshot after `span`, and one after each of `more` further intervals.
[[nodiscard]] std::vector<HistoryPtr> growingHistory(Millis span, int more);

} // namespace qd::test
