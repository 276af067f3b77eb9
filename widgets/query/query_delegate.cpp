// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/query/query_delegate.h"

#include "widgets/chart/panel_charts.h"
#include "widgets/query/query_table_model.h"
#include "widgets/shared/row_delegate.h"
#include "widgets/shared/tabular.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPainter>

namespace qd {

namespace {

constexpr int cellSide = 6;
constexpr int swatchWidth = 12;

} // namespace

void QueryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    paintRowGround(*painter, option);
    QRectF box = QRectF(option.rect).adjusted(cellSide, 0, -cellSide, 0);
    if (index.column() == QueryTableModel::Series) {
        if (const int color = index.data(QueryTableModel::ColorRole).toInt(); color >= 0) {
            const auto &colors = lineColors();
            painter->fillRect(QRectF(box.left(), box.center().y() - 1.5, swatchWidth, 3),
                              colors[static_cast<std::size_t>(color) % colors.size()]);
        }
        box.setLeft(box.left() + swatchWidth + 8);
    }
    painter->setPen(theme().text);
    const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
    drawTabular(*painter, box, alignment, uiFont(12), index.data().toString());
    painter->restore();
}

} // namespace qd

#include "moc_query_delegate.cpp"
