// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/plot_raster.h"
#include "widgets/chart/timeline_coordinates.h"

#include <vector>

namespace qd {

/// A line in device pixels, as drawLine() takes it.
struct LineShape
{
    std::vector<LinePixel> columns;
    QRgb color = 0;
    float width = 1;
    Dash dash{};
};

/// All that the data area of one chart shows, in the order in which it is drawn.
struct PlotShapes
{
    std::vector<HeatCell> cells;
    QRgb cellColor = 0;
    std::vector<StackLayer> stack;
    float stackBase = 0; ///< lower edge of the lowest layer
    std::vector<LineShape> lines;
};

/// The picture of one chart's data. What was shown before at the same absolute columns is moved along and only
/// what has changed is drawn: a chart that follows the present or plays draws a few columns a frame, unless it has
/// a heat map, which is drawn whole each time. The picture is the same, to the bit, as one drawn afresh.
class PlotPicture
{
public:
    /// Transparent where there is no data.
    [[nodiscard]] const QImage &image() const { return m_image; }
    /// size.width() is the number of the axis' columns and of those of every shape.
    void show(PlotShapes shapes, const TimeAxis &axis, QSize size, double pixelRatio);
    /// How many columns the last show() has drawn.
    [[nodiscard]] int drawnColumns() const { return m_drawn; }

private:
    void moveBy(int columns);
    void draw(ColumnSpan span);

    QImage m_image;
    PlotShapes m_shapes;
    TimeAxis m_axis;
    int m_drawn = 0;
};

} // namespace qd
