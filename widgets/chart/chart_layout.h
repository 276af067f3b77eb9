// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QRect>

#include <span>
#include <vector>

namespace qd {

/// Left of every plot: the room of the value axis. The overview under them begins there too.
inline constexpr int plotLeft = 58;

/// Where one chart lies in the pane, in device-independent pixels.
struct ChartBox
{
    QRect title; ///< title, unit and legend
    QRect plot;  ///< the data area between the axes
};

/// Where everything lies. All plots share left and right edge, so one instant is one x in all of them.
struct PaneLayout
{
    QRect lane; ///< events; full width
    QRect axis; ///< time labels under the plots; full width
    int left = 0;
    int right = 0; ///< exclusive
    int ahead = 0; ///< width of the room right of the plots for what is expected
    std::vector<ChartBox> charts;

    [[nodiscard]] int plotWidth() const { return right - left; }
    /// From the top of the first plot to the bottom of the last.
    [[nodiscard]] QRect plots() const;
};

enum class Lane { Shown, Hidden };

/// Room for what is expected, in a pane so wide: enough for its words, and never much of the plots.
[[nodiscard]] int aheadFor(int width);

/// Heights follow the weights once every chart has its least height; a pane too low for that gets the least
/// heights and is cut at the bottom.
[[nodiscard]] PaneLayout layoutPane(QSize size, std::span<const double> weights, Lane lane = Lane::Shown,
                                    int ahead = 0);

} // namespace qd
