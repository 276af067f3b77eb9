// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <QtCore/QByteArray>

namespace qd::test {

/// Two hours of some seventy series as OpenMetrics: gauges, counters with resets, histograms, with gaps, late
/// beginnings and early ends. Whole numbers, so that what is added up in any order comes to the same. The same
/// seed gives the same bytes.
[[nodiscard]] QByteArray randomSeries(unsigned seed);

/// The two hours; a block of Prometheus.
inline constexpr TimeRange randomSeriesSpan{Timestamp(std::chrono::seconds(1'724'112'000)),
                                            Timestamp(std::chrono::seconds(1'724'119'200))};

} // namespace qd::test
