// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/series/series_delegate.h"

#include "widgets/shared/tabular.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPainter>
#include <QtWidgets/QApplication>

#include <cmath>

namespace qd {

namespace {

constexpr int side = 6;
constexpr int rowHeight = 26;
constexpr double boxSide = 13;

void paintCheck(QPainter &painter, const QRectF &area, Qt::CheckState state)
{
    const Theme &t = theme();
    const QRectF box(area.left() + 0.5, std::floor(area.center().y() - boxSide / 2) + 0.5, boxSide, boxSide);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(state == Qt::Unchecked ? t.muted : t.accent, 1));
    painter.setBrush(state == Qt::Unchecked ? t.surface : t.accent);
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(QPen(t.surface, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF middle = box.center();
    if (state == Qt::Checked) {
        const QPointF tick[] = {middle + QPointF(-3, 0.5), middle + QPointF(-1, 2.5), middle + QPointF(3.2, -2.6)};
        painter.drawPolyline(tick, 3);
    } else if (state == Qt::PartiallyChecked) {
        painter.drawLine(middle - QPointF(3, 0), middle + QPointF(3, 0));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace

void SeriesDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &t = theme();
    painter->save();
    if (option.state & QStyle::State_Selected) {
        QColor wash = t.accent;
        wash.setAlphaF(0.15F);
        painter->fillRect(option.rect, wash);
    }
    QRectF text = QRectF(option.rect).adjusted(side, 0, -side, 0);
    if (const QVariant check = index.data(Qt::CheckStateRole); check.isValid()) {
        // Where the style takes clicks for it.
        QStyleOptionViewItem whole(option);
        initStyleOption(&whole, index);
        const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
        const QRect area = style->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &whole, option.widget);
        paintCheck(*painter, area, static_cast<Qt::CheckState>(check.toInt()));
        text.setLeft(area.left() + boxSide + 8);
    }
    const bool group = !index.parent().isValid();
    const QFont font = uiFont(12, group && index.column() == 0 ? QFont::DemiBold : QFont::Normal);
    painter->setPen(index.column() == 0 ? t.text : t.muted);
    // Names of metrics differ at both ends.
    const QString words =
        QFontMetricsF(font).elidedText(index.data().toString(), option.textElideMode, text.width());
    drawTabular(*painter, text, Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt()) | Qt::AlignVCenter, font,
                words);
    painter->restore();
}

QSize SeriesDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const qreal text = tabularAdvance(uiFont(12), index.data().toString());
    return {int(std::ceil(text)) + 2 * side + (index.column() == 0 ? 24 : 0), rowHeight};
}

} // namespace qd

#include "moc_series_delegate.cpp"
