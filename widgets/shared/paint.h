// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/session/service_status.h"

#include <QtCore/QRectF>
#include <QtGui/QColor>

#include <span>

class QPainter;

namespace qd {

/// The shape of a state (● ▲ ■ ◌) as geometry, in the colour of the theme: fonts differ in these glyphs, and the
/// shape is what tells states apart without colour.
void paintShape(QPainter &painter, const QRectF &box, Severity severity);
void paintShape(QPainter &painter, const QRectF &box, Severity severity, const QColor &color);

/// A line through the values, scaled to fit; NaN leaves a gap. A flat series is drawn in the middle, not as noise.
void paintSparkline(QPainter &painter, const QRectF &box, std::span<const double> values, const QColor &color);

/// The line that a card in a column ends with.
void paintCardEnd(QPainter &painter, const QRect &card);

} // namespace qd
