// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/timeline_coordinates.h"

#include <QtGui/QImage>

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace qd {

inline constexpr float noPixel = std::numeric_limits<float>::quiet_NaN();

/// One pixel column of a line, in device pixels from the top of the picture; y grows downwards.
struct LinePixel
{
    float top = noPixel;    ///< of the highest sample; NaN = no sample in this column
    float bottom = noPixel; ///< of the lowest
    bool joined = false;    ///< connects to the nearest column with samples on its left

    [[nodiscard]] bool isEmpty() const { return !(top == top); }
    [[nodiscard]] float middle() const { return (top + bottom) / 2; }
};

/// Columns that a line leaves out, in turn; its first column is number `phase`. Nothing is left out when `off` is
/// 0.
struct Dash
{
    int on = 0;
    int off = 0;
    std::int64_t phase = 0; ///< of absolute columns, so that dashes travel with the data
};

/// Draws a line `width` device pixels wide into a premultiplied picture, over what is there. Segments connect the
/// middles of the columns, straight through those of many samples; their pixels are covered by exact area, so
/// slopes are smooth. Where a column holds many
/// samples, a lighter vertical span from lowest to highest lies under the line, and grows opaque with its height:
/// noise stays calm, a spike of one sample stands out. A column joined to nothing is a dot.
/// Draws within `only`, as it would draw all; columns.size() == picture.width().
void drawLine(QImage &picture, std::span<const LinePixel> columns, QRgb color, float width, Dash dash,
              ColumnSpan only);
/// How many columns a dot of such a line reaches to either side.
[[nodiscard]] int lineReach(float width);

/// One filled band: edges per column in device pixels; NaN where there is none.
struct StackLayer
{
    std::vector<float> top; ///< upper edge; the lower edge is the layer before it, or `base`
    QRgb color = 0;         ///< with alpha, not premultiplied
};

/// Fills layers from bottom to top without seams: a pixel that an edge crosses is mixed from both sides by area.
/// Draws within `only`.
void drawStack(QImage &picture, std::span<const StackLayer> layers, float base, ColumnSpan only);

/// One cell of a heat map in device pixels, half-open.
struct HeatCell
{
    int left = 0, right = 0, top = 0, bottom = 0;
    std::uint8_t alpha = 0;
};
void drawCells(QImage &picture, std::span<const HeatCell> cells, QRgb color);

} // namespace qd
