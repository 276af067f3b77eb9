// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shared/row_delegate.h"

#include "widgets/shared/paint.h"
#include "widgets/shared/tabular.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPainter>

#include <cmath>

namespace qd {

namespace {
constexpr int side = 6;
}

RowDelegate::RowDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
{}

void RowDelegate::setSeverityRole(int column, int role)
{
    m_severityColumn = column;
    m_severityRole = role;
}

void paintRowGround(QPainter &painter, const QStyleOptionViewItem &option)
{
    if (option.state & QStyle::State_Selected) {
        QColor wash = theme().accent;
        wash.setAlphaF(0.15F);
        painter.fillRect(option.rect, wash);
    }
    painter.setPen(theme().grid);
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
}

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    paintRowGround(*painter, option);
    QRectF box = QRectF(option.rect).adjusted(side, 0, -side, 0);
    if (index.column() == m_severityColumn) {
        const auto severity = static_cast<Severity>(index.data(m_severityRole).toInt());
        paintShape(*painter, QRectF(box.left(), box.center().y() - 4, 8, 8), severity);
        box.setLeft(box.left() + 12);
    }
    painter->setPen(theme().text);
    const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
    drawTabular(*painter, box, alignment, uiFont(12), index.data(Qt::DisplayRole).toString());
    painter->restore();
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const qreal text = tabularAdvance(uiFont(12), index.data(Qt::DisplayRole).toString());
    const int shape = index.column() == m_severityColumn ? 12 : 0;
    return {int(std::ceil(text)) + 2 * side + shape, 28};
}

} // namespace qd

#include "moc_row_delegate.cpp"
