// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/entry_delegate.h"

#include "widgets/chart/event_glyph.h"
#include "widgets/incident/entry_model.h"
#include "widgets/shared/row_delegate.h"
#include "widgets/shared/tabular.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPainter>

namespace qd {

namespace {

constexpr int railX = 20; ///< from the left edge
constexpr int textX = 36;
constexpr int rightMargin = 12;

bool isLater(const QModelIndex &index)
{
    return index.data(EntryModel::LaterRole).toBool();
}

/// From the first entry to the last, through the shapes.
void paintRail(QPainter &painter, const QRect &row, const QModelIndex &index, const QColor &glyph)
{
    const double middle = row.top() + row.height() / 2.0;
    const double x = row.left() + railX;
    painter.setPen(QPen(theme().line, 2));
    if (index.row() > 0)
        painter.drawLine(QPointF(x, row.top()), QPointF(x, middle - 9));
    if (index.row() + 1 < index.model()->rowCount())
        painter.drawLine(QPointF(x, middle + 9), QPointF(x, row.bottom() + 1));
    paintGlyph(painter, QPointF(x, middle), static_cast<Glyph>(index.data(EntryModel::GlyphRole).toInt()), glyph);
}

/// Here the instant on screen lies.
void paintBoundary(QPainter &painter, const QRect &row)
{
    painter.setPen(QPen(theme().accent, 2));
    painter.drawLine(QPointF(row.left(), row.top() + 1), QPointF(row.right(), row.top() + 1));
}

void paintCorrected(QPainter &painter, const QRectF &line, const QString &words, const QString &correction)
{
    QFont struck = uiFont(12);
    struck.setStrikeOut(true);
    painter.setPen(theme().muted);
    const double half = line.width() * 0.42;
    const double used =
        drawTabular(painter, QRectF(line.topLeft(), QSizeF(half, line.height())), Qt::AlignLeft, struck, words);
    painter.setPen(theme().text);
    drawTabular(painter, line.adjusted(used + 8, 0, 0, 0), Qt::AlignLeft, uiFont(12, QFont::Medium),
                QStringLiteral("→ ") + correction);
}

} // namespace

void EntryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    ++m_painted;
    const Theme &t = theme();
    painter->save();
    paintRowGround(*painter, option);
    const bool later = isLater(index);
    if (later && (index.row() == 0 || !isLater(index.siblingAtRow(index.row() - 1))))
        paintBoundary(*painter, option.rect);
    const auto tone = static_cast<MarkTone>(index.data(EntryModel::ToneRole).toInt());
    paintRail(*painter, option.rect, index, later ? t.muted : toneColor(tone, t));
    const QRectF box = QRectF(option.rect).adjusted(textX, 6, -rightMargin, -6);
    const QRectF top(box.left(), box.top(), box.width(), 16);
    painter->setPen(later ? t.muted : t.text);
    const double clock =
        drawTabular(*painter, top, Qt::AlignLeft, uiFont(12, later ? QFont::Normal : QFont::Medium),
                    index.data(EntryModel::ClockRole).toString());
    painter->setPen(t.muted);
    drawTabular(*painter, top.adjusted(clock + 10, 0, 0, 0), Qt::AlignLeft, uiFont(12),
                index.data(EntryModel::BylineRole).toString());
    const QRectF below = top.translated(0, 18);
    const QString correction = index.data(EntryModel::CorrectionRole).toString();
    if (!correction.isEmpty()) {
        paintCorrected(*painter, below, index.data().toString(), correction);
    } else {
        painter->setPen(later ? t.muted : t.text);
        drawTabular(*painter, below, Qt::AlignLeft, uiFont(12), index.data().toString());
    }
    painter->restore();
}

QSize EntryDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    ++m_measured;
    return {100, rowHeight};
}

} // namespace qd

#include "moc_entry_delegate.cpp"
