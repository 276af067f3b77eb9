// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/panels/panel_choice.h"
#include "widgets/chart/chart_spec.h"

#include <array>

namespace qd {

/// Told apart by colour-blind eyes as well, in this order.
[[nodiscard]] const std::array<QColor, 8> &lineColors();

/// A panel of a foreign history as a chart, with the series that are chosen. `heat`: the snapshot its bounds of
/// buckets are read from.
[[nodiscard]] ChartSpec panelChart(const Panel &panel, const PanelChoice &choice, ChartId id,
                                   const SeriesSnapshot &snapshot);

/// Charts of all panels that are shown, in the order of the catalogue.
[[nodiscard]] std::vector<ChartSpec> panelCharts(const std::vector<Panel> &panels, const PanelChoice &choice,
                                                 const SeriesSnapshot &snapshot);

} // namespace qd
