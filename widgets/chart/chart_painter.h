// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/overlay_painter.h"

class QPainter;

namespace qd {

/// Paints what of the pane lies in `exposed`.
void paintPane(QPainter &painter, const ChartScene &scene, const ChartOverlay &overlay, const QRect &exposed);

/// Width that the title of a chart takes with its subtitle, or terse; the legend begins behind it.
[[nodiscard]] int titleWidth(const Plot &plot, bool terse);

} // namespace qd
