// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtGui/QFont>

class QPainter;
class QRectF;

namespace qd {

/// Qt 6.4 cannot ask a font for its tabular figures, and Inter's own digits differ in width: a value that changes
/// once a second would jitter. These draw every digit in a cell as wide as the widest one.
[[nodiscard]] qreal tabularAdvance(const QFont &font, const QString &text);

/// Draws on one line with the painter's pen and `font`, aligned within `box`; returns the width used. Text that
/// does not fit is elided at the right.
qreal drawTabular(QPainter &painter, const QRectF &box, Qt::Alignment alignment, const QFont &font,
                  const QString &text);

} // namespace qd
