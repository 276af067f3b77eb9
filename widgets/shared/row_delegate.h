// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QStyledItemDelegate>

namespace qd {

/// The ground of a cell: washed where it is selected, with the line below it. Leaves the pen changed.
void paintRowGround(QPainter &painter, const QStyleOptionViewItem &option);

/// Table cells with tabular digits. A role with a Severity (as int) draws its shape before the text.
class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit RowDelegate(QObject *parent = nullptr);
    /// Cells whose `role` holds an int are drawn with the shape of that Severity.
    void setSeverityRole(int column, int role);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    int m_severityColumn = -1;
    int m_severityRole = -1;
};

} // namespace qd
