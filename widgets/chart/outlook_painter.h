// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/chart_scene.h"

class QPainter;

namespace qd {

/// Paints the room right of a chart that has an outlook: the cone to its limit, and in words above it when that is
/// reached.
void paintOutlook(QPainter &painter, const ChartScene &scene, std::size_t chart);

} // namespace qd
