// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/rules/rule_lanes.h"
#include "widgets/rules/rule_text.h"

#include <QtWidgets/QWidget>

#include <map>

class QLabel;
class QModelIndex;
class QPushButton;
class QTableView;
class QVBoxLayout;

namespace qd {

class ElidedLabel;
class RuleEditor;
class RuleLanesView;
class RuleListModel;
struct RuleRow;

/// The rules that apply, the text of one of their files, and what it would have done over what is on screen. Reads
/// and writes no file.
class RulePanel : public QWidget
{
    Q_OBJECT

public:
    explicit RulePanel(QWidget *parent = nullptr);

    /// All files. The one that is open stays open, with what was typed in it.
    void setFiles(std::vector<RuleText> files, std::vector<RuleRow> rows);
    void openFile(const QString &name, int line = 1);
    /// Ours, or null where none is open.
    [[nodiscard]] const RuleText *file() const;
    [[nodiscard]] QString text() const;
    [[nodiscard]] bool isChanged() const;
    /// What is typed is what the file says.
    void forgetDraft();
    /// What the open file said when somebody began to type; empty where there was none of one's own.
    [[nodiscard]] QString base() const;
    /// Somebody was told that it says something else now.
    void forgetBase();
    [[nodiscard]] const std::vector<RuleText> &files() const { return m_files; }
    /// Why nothing may be saved now; none where it may.
    void setSaveRefusal(std::optional<QString> why);
    void showReport(const rules::LaneReport &report);
    void showWords(const QString &words);
    void setZone(units::Zone zone);
    void focusText();

    [[nodiscard]] RuleEditor *editor() const { return m_editor; }
    [[nodiscard]] RuleLanesView *lanes() const { return m_lanes; }
    [[nodiscard]] RuleListModel *model() const { return m_model; }

Q_SIGNALS:
    /// Another text stands there: typed, or of another file.
    void textChanged();
    void saveWanted();
    void copyWanted();
    void exportWanted();
    void closeWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildHead(QVBoxLayout *column);
    QWidget *buildFiles();
    void follow();
    void takeRow(const QModelIndex &index);
    void setRows(std::vector<RuleRow> rows);
    void showProblems(const rules::RuleProblems &problems);

    std::vector<RuleText> m_files;
    std::map<QString, QString> m_drafts; ///< what was typed and not saved, by file
    std::map<QString, QString> m_bases;  ///< what those files said before
    QString m_open;
    std::optional<QString> m_refusal;
    RuleListModel *m_model;
    ElidedLabel *m_title = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_export = nullptr;
    RuleLanesView *m_lanes = nullptr;
    QTableView *m_list = nullptr;
    RuleEditor *m_editor = nullptr;
    bool m_filling = false; ///< the text changes, and nobody typed
};

} // namespace qd
