// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/promtool.h"

#include <QtCore/QStringList>

namespace qd::test {

/// How far two that scraped the same service, each at moments of its own, agree, window by window.
struct Agreement
{
    int series = 0; ///< that both have
    int counterWindows = 0;
    int gaugeWindows = 0;
    int gaugeWindowsWithinPercent = 0;
    double worstShare = 0; ///< of the means of a gauge that is no noise
    QStringList noisy;     ///< gauges that were not always within a percent, and within chance
    QStringList problems;  ///< in words

    [[nodiscard]] QString words() const;
};

/// Counters must have grown alike, to one scrape's worth: the largest step between two scrapes thereabouts. Means
/// of gauges must lie within 1 %, or within what chance does to the mean of so many samples of a gauge that jumps
/// about (four standard errors). Series are told apart by name and labels without job and instance; every series
/// of `theirs` must be in `ours`.
[[nodiscard]] Agreement compare(const SamplesBySeries &ours, const SamplesBySeries &theirs, Millis window);

} // namespace qd::test
