// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rules/rule_list_model.h"

#include "model/base/units.h"

#include "model/session/service_status.h"

#include <algorithm>

namespace qd {

namespace {

RuleRow rowOf(const RuleText &text, const rules::Rule &rule)
{
    RuleRow row{text.name, text.origin, QString::fromStdString(rule.name),
                QString::fromStdString(rule.expression)};
    row.line = rule.line;
    if (rule.kind == rules::RuleKind::Recording) {
        row.severity = RuleListModel::tr("records");
        return row;
    }
    row.holdFor = rule.holdFor > Millis(0) ? units::duration(rule.holdFor) : RuleListModel::tr("at once");
    for (const auto &[name, value] : rule.labels) {
        if (name == "severity")
            row.severity = QString::fromStdString(value.text());
    }
    return row;
}

RuleRow rowOf(const RuleText &text, const rules::RuleProblem &problem)
{
    RuleRow row{text.name, text.origin, problem.rule, problem.words};
    row.line = std::max(1, problem.line);
    row.isProblem = true;
    row.name = RuleListModel::tr("%1: not taken")
                   .arg(row.name.isEmpty() ? RuleListModel::tr("line %1").arg(row.line) : row.name);
    return row;
}

/// What the columns have no room for.
QString aboutOf(const RuleRow &row)
{
    QStringList parts{row.name, row.expression};
    if (!row.holdFor.isEmpty())
        parts << RuleListModel::tr("for: %1").arg(row.holdFor);
    if (!row.severity.isEmpty())
        parts << row.severity;
    if (row.origin == RuleText::Origin::Default)
        parts << RuleListModel::tr("default of the program");
    return parts.join(QStringLiteral(" · "));
}

Severity shapeOf(const RuleRow &row)
{
    if (row.isProblem)
        return Severity::Unknown;
    if (row.severity == u"critical" || row.severity == u"page")
        return Severity::Critical;
    return row.severity == u"warning" ? Severity::Warning : Severity::Ok;
}

} // namespace

std::vector<RuleRow> ruleRowsOf(const RuleText &text)
{
    std::vector<RuleRow> rows;
    if (!text.trouble.isEmpty()) {
        rules::RuleProblem problem;
        problem.words = text.trouble;
        return {rowOf(text, problem)};
    }
    const auto file = rules::parseRuleFile(text.text.toStdString(), text.name);
    if (file) {
        for (const rules::RuleGroup &group : file->groups) {
            for (const rules::Rule &rule : group.rules)
                rows.push_back(rowOf(text, rule));
        }
    }
    for (const rules::RuleProblem &problem : file ? file->refused : file.error())
        rows.push_back(rowOf(text, problem));
    return rows;
}

/// Rows before and behind those that changed stay what they are.
void RuleListModel::setRows(std::vector<RuleRow> rows)
{
    const auto [oldFront, newFront] = std::ranges::mismatch(m_rows, rows);
    const auto front = static_cast<int>(oldFront - m_rows.begin());
    std::size_t back = 0;
    const std::size_t mostBack = std::min(m_rows.size(), rows.size()) - static_cast<std::size_t>(front);
    while (back < mostBack && m_rows[m_rows.size() - 1 - back] == rows[rows.size() - 1 - back])
        ++back;
    const int oldEnd = static_cast<int>(m_rows.size() - back);
    const int newEnd = static_cast<int>(rows.size() - back);
    if (oldEnd > front) {
        beginRemoveRows({}, front, oldEnd - 1);
        m_rows.erase(m_rows.begin() + front, m_rows.begin() + oldEnd);
        endRemoveRows();
    }
    if (newEnd > front) {
        beginInsertRows({}, front, newEnd - 1);
        m_rows.insert(m_rows.begin() + front, rows.begin() + front, rows.begin() + newEnd);
        endInsertRows();
    }
}

int RuleListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RuleListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RuleListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const RuleRow &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Name:
            return row.name;
        case For:
            return row.holdFor;
        case Level:
            return row.severity;
        default:
            return row.file;
        }
    case Qt::ToolTipRole:
        return aboutOf(row).toHtmlEscaped();
    case SeverityRole:
        return int(shapeOf(row));
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | Qt::AlignLeft);
    default:
        return {};
    }
}

QVariant RuleListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | Qt::AlignLeft);
    if (role != Qt::DisplayRole)
        return {};
    const QStringList names{tr("Rule"), tr("For"), tr("Severity"), tr("File")};
    return names.value(section);
}

} // namespace qd

#include "moc_rule_list_model.cpp"
