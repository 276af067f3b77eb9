// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"
#include "model/session/service_status.h"
#include "widgets/chart/chart_spec.h"

namespace qd {

/// The charts of a document about a history: those of sessiond, or of a foreign history the most useful panels.
[[nodiscard]] std::vector<ChartSpec> reportCharts(const SeriesSnapshot &series);

/// What a reader of it has to know of where it comes from; empty of a real service.
[[nodiscard]] QString remarkOf(const ServiceStatus &status);

} // namespace qd
