// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QPointF>
#include <QtCore/QString>
#include <QtGui/QFont>

class QPainter;

namespace qd {

/// Text whose digits all take the same width, so that figures do not dance. Inter's digits are proportional and
/// Qt 6.4 cannot ask a font for its `tnum` form, hence digit by digit.
[[nodiscard]] double tabularWidth(const QFont &font, const QString &text);

/// Draws from `left` on the baseline; the painter's font is set. Returns the width.
double drawTabular(QPainter &painter, QPointF baseline, const QFont &font, const QString &text);

} // namespace qd
