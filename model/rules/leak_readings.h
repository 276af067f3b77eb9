// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/leak/leak_judge.h"

namespace qd {

/// What the longest window of the leak detectors, and their memory of a week, need of the past.
inline constexpr Millis leakPast = std::chrono::hours(8 * 24);

/// What a scrape at exactly `at` said of the memory of `target`; nothing where it did not tell its resident size.
/// Of services other than sessiond that are the process metrics which Prometheus' client libraries have.
[[nodiscard]] std::optional<LeakReading> leakReadingAt(const SeriesSnapshot &series, const Labels &target,
                                                       Timestamp at);

/// Instants within `range` that say enough of the past: one a minute, which floors of minutes need, and of the
/// last six hours each at which the collector had passed.
[[nodiscard]] std::vector<Timestamp> worthReading(const SeriesSnapshot &series, const Labels &target,
                                                  TimeRange range);

} // namespace qd
