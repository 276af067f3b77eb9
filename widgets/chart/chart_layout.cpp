// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/chart_layout.h"

#include <algorithm>
#include <numeric>

namespace qd {

namespace {

constexpr int rightMargin = 14;
constexpr int leastPlot = 20;
constexpr int withoutLane = 6; ///< for the corners of the frame

struct Density
{
    int lane;
    int title;
    int below; ///< under each plot
    int axis;
};

/// Below the height of a 1024 × 700 window the words move together, so that the curves keep their room.
Density densityFor(int height)
{
    return height < 560 ? Density{26, 23, 6, 20} : Density{30, 28, 10, 22};
}

} // namespace

QRect PaneLayout::plots() const
{
    if (charts.empty()) {
        return {};
    }
    return QRect(QPoint(left, charts.front().plot.top()), QPoint(right - 1, charts.back().plot.bottom()));
}

int aheadFor(int width)
{
    return std::clamp(width / 8, 100, 132);
}

PaneLayout layoutPane(QSize size, std::span<const double> weights, Lane lane, int ahead)
{
    const Density d = densityFor(size.height());
    const int top = lane == Lane::Shown ? d.lane : withoutLane;
    PaneLayout out;
    out.left = plotLeft;
    out.ahead = ahead;
    out.right = std::max(plotLeft + 40, size.width() - rightMargin - ahead);
    out.lane = QRect(0, 0, size.width(), lane == Lane::Shown ? d.lane : 0);
    out.axis = QRect(0, size.height() - d.axis, size.width(), d.axis);
    const int count = static_cast<int>(weights.size());
    const int words = top + d.axis + count * (d.title + d.below) - d.below + 2;
    const double room = std::max(0, size.height() - words - count * leastPlot);
    const double sum = std::max(1e-9, std::accumulate(weights.begin(), weights.end(), 0.0));
    int y = top;
    double carried = 0; // rounding of one chart goes to the next, so that the last ends at the axis
    for (double weight : weights) {
        const double wanted = leastPlot + room * weight / sum + carried;
        const int height = static_cast<int>(wanted);
        carried = wanted - height;
        ChartBox box;
        box.title = QRect(0, y, size.width(), d.title);
        box.plot = QRect(out.left, y + d.title, out.plotWidth(), height);
        out.charts.push_back(box);
        y = box.plot.bottom() + 1 + d.below;
    }
    return out;
}

} // namespace qd
