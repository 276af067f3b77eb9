// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/query/query_answer.h"

#include <QtCore/QAbstractTableModel>

namespace qd {

/// The values of an answer at one instant. A new answer to the same question changes values where they are; series
/// that come, go and change places do so row by row.
class QueryTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Series, Value, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole + 1, ///< labels as text, values as numbers
        ColorRole,                   ///< int: the graph's trace, -1 for none
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const std::vector<QueryRow> &rows);
    [[nodiscard]] const std::vector<QueryRow> &rows() const { return m_rows; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void removeGone(const std::vector<QueryRow> &rows);
    void addNew(const std::vector<QueryRow> &rows);
    void arrange(const std::vector<QueryRow> &rows);

    std::vector<QueryRow> m_rows;
};

} // namespace qd
