// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <QtCore/QString>

#include <optional>
#include <vector>

namespace qd::test {

/// Samples as promqltest writes them, one a step from time 0: "1 2 NaN _ 5", "0+10x4", "10-2x3", "7x2", "stale".
/// Nothing when a word is not understood (native histograms).
[[nodiscard]] std::optional<std::vector<Sample>> seriesFromNotation(const QString &notation, Millis step);

} // namespace qd::test
