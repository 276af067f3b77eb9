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
    std::optional<TimeRange> selecting;       ///< a zoom being dragged
    std::optional<TimeRange> marked;          ///< a span whose figures the legends show
    Cursors cursors;
    std::optional<std::size_t> flashed; ///< a chart pointed out for a moment
    std::vector<bool> terse;            ///< charts whose title gives its subtitle up for the legend
    bool focused = false;
};

/// Paints what of the pane lies in `exposed`.
void paintPane(QPainter &painter, const ChartScene &scene, const ChartOverlay &overlay, const QRect &exposed);

/// Where a crosshair and its time are painted, for repainting no more than that.
[[nodiscard]] QRegion crosshairRegion(const ChartScene &scene, Timestamp at);

/// Width that the title of a chart takes with its subtitle, or terse; the legend begins behind it.
[[nodiscard]] int titleWidth(const Plot &plot, bool terse);

} // namespace qd
