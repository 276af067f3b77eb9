// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/chart_scene.h"

#include <QtGui/QPen>

#include <cmath>

/// What every layer of the pane draws its lines and words with.
namespace qd {

inline constexpr int axisFontSize = 11;

inline QColor faded(QColor color, double opacity)
{
    color.setAlphaF(static_cast<float>(opacity));
    return color;
}

inline QPen hairline(const ChartScene &scene, const QColor &color)
{
    return QPen(color, 1.0 / scene.pixelRatio() >= 1 ? 1.0 : std::floor(scene.pixelRatio()) / scene.pixelRatio());
}

/// The middle of a device pixel, where a one pixel line is sharp.
inline double crisp(double v, double pixelRatio)
{
    return (std::floor(v * pixelRatio) + 0.5) / pixelRatio;
}

/// The rounded panel. Filling all of it antialiased costs a quarter of a frame, so only the corners are.
} // namespace qd
