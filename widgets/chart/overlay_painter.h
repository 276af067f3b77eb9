// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/chart_scene.h"
#include "widgets/chart/cursors.h"

#include <optional>

class QPainter;

namespace qd {

/// What lies over the pictures and moves with the hand: painted live, never cached.
struct ChartOverlay
{
    std::optional<Timestamp> crosshair;
    std::optional<std::uint64_t> highlighted; ///< seq of an event lit in every chart
    std::optional<Timestamp> lit;             ///< an instant that something beside the charts points at
    std::optional<TimeRange> selecting;       ///< a zoom being dragged
    std::optional<TimeRange> marked;          ///< a span whose figures the legends show
    Cursors cursors;
    std::optional<std::size_t> flashed; ///< a chart pointed out for a moment
    std::vector<bool> terse;            ///< charts whose title gives its subtitle up for the legend
    bool focused = false;
};

/// Paints the flash, cursors, spans and crosshair over charts that have been painted.
void paintOverlay(QPainter &painter, const ChartScene &scene, const ChartOverlay &overlay);

/// Where a crosshair and its time are painted, for repainting no more than that.
[[nodiscard]] QRegion crosshairRegion(const ChartScene &scene, Timestamp at);

} // namespace qd
