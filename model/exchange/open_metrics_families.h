// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/packed_series.h"

namespace qd::exchange {

/// A metric family of OpenMetrics: what stands together under one TYPE line.
struct MetricFamily
{
    std::string name; ///< without `_total`, `_bucket` and the like
    std::string_view type;
    std::vector<SeriesUnit> metrics; ///< each a series, or the parts of one histogram or summary in their order
};

struct OpenMetricsPlan
{
    std::vector<MetricFamily> families; ///< by name
    std::vector<SeriesKey> unnamed;     ///< names or labels that the format cannot write
};

/// Sorts series into families. A counter whose name does not end in `_total`, a histogram or summary that lacks
/// parts and a name that is claimed twice become `unknown`, which may have any name.
/// Source: https://prometheus.io/docs/specs/om/open_metrics_spec/
[[nodiscard]] OpenMetricsPlan planOpenMetrics(const SeriesCatalog &catalog);

} // namespace qd::exchange
