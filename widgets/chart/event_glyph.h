// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/event_marks.h"

class QPainter;

namespace qd {

/// Draws the shape of an event around `center`, about 11 pixels across. Shapes and not font characters: they look
/// the same on every desktop.
void paintGlyph(QPainter &painter, QPointF center, Glyph glyph, const QColor &color);

} // namespace qd
