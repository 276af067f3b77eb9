// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rule_file.h"
#include "widgets/rules/rule_text.h"

#include <QtCore/QAbstractTableModel>

namespace qd {

/// One rule of one of the files, or a file that is none.
struct RuleRow
{
    QString file;
    RuleText::Origin origin = RuleText::Origin::Default;
    QString name; ///< of the rule; of a broken file what is wrong with it
    QString expression;
    QString holdFor;
    QString severity; ///< "records" of a recording rule
    int line = 1;
    bool isProblem = false;
    friend bool operator==(const RuleRow &, const RuleRow &) = default;
};

/// The rows of a file: its rules in order, and what of it was not taken.
[[nodiscard]] std::vector<RuleRow> ruleRowsOf(const RuleText &text);

/// The rules of all files, file by file.
class RuleListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, For, Level, File, ColumnCount };
    enum Role { SeverityRole = Qt::UserRole + 1 }; ///< a Severity as int, for the shape before the name

    using QAbstractTableModel::QAbstractTableModel;

    /// Files that say what they said before keep their rows.
    void setRows(std::vector<RuleRow> rows);
    [[nodiscard]] const std::vector<RuleRow> &rows() const { return m_rows; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<RuleRow> m_rows;
};

} // namespace qd
