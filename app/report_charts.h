// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"
#include "widgets/chart/chart_spec.h"

namespace qd {

/// The charts of a document about a history: those of sessiond, or of a foreign history the most useful panels.
[[nodiscard]] std::vector<ChartSpec> reportCharts(const SeriesSnapshot &series);

} // namespace qd
