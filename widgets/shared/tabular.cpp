// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shared/tabular.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>

#include <algorithm>

namespace qd {

namespace {

qreal digitCell(const QFontMetricsF &metrics)
{
    qreal widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit) {
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    }
    return widest;
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

/// Calls visit(piece, width, isDigit) for each digit and each run of other characters.
template <typename Visit>
void eachPiece(const QFontMetricsF &metrics, const QString &text, Visit visit)
{
    const qreal cell = digitCell(metrics);
    qsizetype i = 0;
    while (i < text.size()) {
        qsizetype end = i + 1;
        if (isDigit(text[i])) {
            visit(text.mid(i, 1), cell, true);
        } else {
            while (end < text.size() && !isDigit(text[end])) {
                ++end;
            }
            const QString run = text.mid(i, end - i);
            visit(run, metrics.horizontalAdvance(run), false);
        }
        i = end;
    }
}

qreal widthOf(const QFontMetricsF &metrics, const QString &text)
{
    qreal width = 0;
    eachPiece(metrics, text, [&](const QString &, qreal w, bool) { width += w; });
    return width;
}

} // namespace

qreal tabularAdvance(const QFont &font, const QString &text)
{
    return widthOf(QFontMetricsF(font), text);
}

qreal drawTabular(QPainter &painter, const QRectF &box, Qt::Alignment alignment, const QFont &font,
                  const QString &text)
{
    painter.setFont(font);
    const QFontMetricsF metrics(font);
    QString shown = text;
    qreal width = widthOf(metrics, shown);
    if (width > box.width()) {
        shown = metrics.elidedText(text, Qt::ElideRight, box.width());
        // Digits in cells are wider than those it was cut by: the dots must not be cut off again.
        if (const qreal over = widthOf(metrics, shown) - box.width(); over > 0) {
            shown = metrics.elidedText(text, Qt::ElideRight, box.width() - over);
        }
        width = std::min(widthOf(metrics, shown), box.width());
    }
    qreal x = box.left();
    if (alignment & Qt::AlignRight) {
        x = box.right() - width;
    } else if (alignment & Qt::AlignHCenter) {
        x = box.center().x() - width / 2;
    }
    const qreal baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    eachPiece(metrics, shown, [&](const QString &piece, qreal w, bool digit) {
        const qreal inset = digit ? (w - metrics.horizontalAdvance(piece)) / 2 : 0;
        painter.drawText(QPointF(x + inset, baseline), piece);
        x += w;
    });
    return width;
}

} // namespace qd
