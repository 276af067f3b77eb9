// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/query/query_table_model.h"

#include <algorithm>
#include <map>
#include <set>

namespace qd {

namespace {

bool isSameSeries(const QueryRow &a, const QueryRow &b)
{
    return a.labels == b.labels;
}

std::set<QString> labelsIn(const std::vector<QueryRow> &rows)
{
    std::set<QString> labels;
    for (const QueryRow &row : rows)
        labels.insert(row.labels);
    return labels;
}

} // namespace

void QueryTableModel::setRows(const std::vector<QueryRow> &rows)
{
    removeGone(rows);
    addNew(rows);
    if (!std::ranges::equal(m_rows, rows, isSameSeries))
        arrange(rows);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i] == rows[i])
            continue;
        m_rows[i] = rows[i];
        const int row = static_cast<int>(i);
        Q_EMIT dataChanged(index(row, Series), index(row, Value), {Qt::DisplayRole, SortRole, ColorRole});
    }
}

void QueryTableModel::removeGone(const std::vector<QueryRow> &rows)
{
    const std::set<QString> wanted = labelsIn(rows);
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (wanted.contains(m_rows[static_cast<std::size_t>(row)].labels))
            continue;
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        endRemoveRows();
    }
}

void QueryTableModel::addNew(const std::vector<QueryRow> &rows)
{
    const std::set<QString> known = labelsIn(m_rows);
    std::vector<QueryRow> added;
    std::ranges::copy_if(rows, std::back_inserter(added),
                         [&](const QueryRow &row) { return !known.contains(row.labels); });
    if (added.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(added.size()) - 1);
    m_rows.insert(m_rows.end(), added.begin(), added.end());
    endInsertRows();
}

/// The same series in another order.
void QueryTableModel::arrange(const std::vector<QueryRow> &rows)
{
    Q_EMIT layoutAboutToBeChanged();
    std::map<QString, int> placeOf;
    for (std::size_t i = 0; i < rows.size(); ++i)
        placeOf[rows[i].labels] = static_cast<int>(i);
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    for (const QModelIndex &index : before)
        after << this->index(placeOf[m_rows[static_cast<std::size_t>(index.row())].labels], index.column());
    std::ranges::sort(m_rows, {}, [&](const QueryRow &row) { return placeOf[row.labels]; });
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

int QueryTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int QueryTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant QueryTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const QueryRow &row = m_rows[static_cast<std::size_t>(index.row())];
    const bool isValue = index.column() == Value;
    switch (role) {
    case Qt::DisplayRole:
        return isValue ? row.text : row.labels;
    case Qt::ToolTipRole:
        return isValue ? QVariant() : row.labels.toHtmlEscaped();
    case SortRole:
        return isValue ? QVariant(row.value) : row.labels;
    case ColorRole:
        return row.color;
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (isValue ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

QVariant QueryTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == Value ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    return section == Value ? tr("Value") : tr("Series");
}

} // namespace qd

#include "moc_query_table_model.cpp"
