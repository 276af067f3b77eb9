// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"

namespace qd::bench {

/// How soon a recording is seen. Milliseconds by the clock and of processor time; the file is in the page cache.
struct OpeningTimes
{
    double firstMs = 0; ///< from open() until every chart of the whole span is painted
    double firstBusyMs = 0;
    double seekMs50 = 0; ///< from a random instant until all samples of ten minutes around it can be drawn
    double seekMs99 = 0;
    double seekBusyMs99 = 0;
    int seeks = 0;
};

/// Opens the recording `rounds` times (medians) and seeks in it. Needs a QApplication.
[[nodiscard]] Result<OpeningTimes> openingTimes(const QString &path, int rounds);

} // namespace qd::bench
