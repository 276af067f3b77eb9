// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rules/rule_panel.h"

#include "widgets/rules/rule_editor.h"
#include "widgets/rules/rule_lanes_view.h"
#include "widgets/rules/rule_list_model.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/row_delegate.h"

#include <QtGui/QShortcut>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QTableView>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

namespace {

constexpr int ruleRowHeight = 24;
constexpr int wideList = 340;
constexpr int mostProblems = 3;
constexpr int mostTipped = 30;

bool isSameRule(const RuleRow &a, const RuleRow &b)
{
    return a.file == b.file && a.name == b.name;
}

} // namespace

RulePanel::RulePanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new RuleListModel(this))
{
    setObjectName(QStringLiteral("rulePanel"));
    setAccessibleName(tr("Rules"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    buildHead(column);
    m_lanes = new RuleLanesView(this);
    column->addWidget(m_lanes, 2);
    column->addWidget(buildFiles(), 3);
    connect(m_lanes, &RuleLanesView::ruleChosen, m_editor, &RuleEditor::goToLine);
    follow();
}

void RulePanel::buildHead(QVBoxLayout *column)
{
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    m_title = new ElidedLabel(this);
    m_title->setObjectName(QStringLiteral("ruleTitle"));
    head->addWidget(m_title, 1);
    const auto button = [&](const QString &words, const char *name, void (RulePanel::*wanted)()) {
        auto *made = new QPushButton(words, this);
        made->setObjectName(QLatin1String(name));
        connect(made, &QPushButton::clicked, this, wanted);
        head->addWidget(made);
        return made;
    };
    m_copy = button(tr("Copy to my rules"), "ruleCopy", &RulePanel::copyWanted);
    m_copy->setToolTip(tr("The copy takes the place of the default, and can be changed"));
    m_save = button(tr("Save"), "ruleSave", &RulePanel::saveWanted);
    auto *saveKey = new QShortcut(QKeySequence::Save, this);
    saveKey->setContext(Qt::WidgetWithChildrenShortcut);
    connect(saveKey, &QShortcut::activated, m_save, &QPushButton::click);
    m_export = button(tr("Export test…"), "ruleExport", &RulePanel::exportWanted);
    m_export->setToolTip(tr("What these rules do over the visible time, as a file for promtool test rules"));
    button(tr("Close"), "ruleClose", &RulePanel::closeWanted)->setProperty("look", QStringLiteral("quiet"));
    column->addLayout(head);
    m_problem = plainLabel({}, QStringLiteral("error"), this);
    m_problem->setObjectName(QStringLiteral("ruleProblem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    column->addWidget(m_problem);
}

QWidget *RulePanel::buildFiles()
{
    auto *split = new QSplitter(Qt::Horizontal, this);
    split->setHandleWidth(8);
    split->setChildrenCollapsible(false);
    auto *around = new QFrame(split);
    around->setProperty("look", QStringLiteral("panel"));
    auto *inside = new QVBoxLayout(around);
    inside->setContentsMargins(4, 2, 4, 4);
    m_list = new QTableView(around);
    inside->addWidget(m_list);
    m_list->setObjectName(QStringLiteral("ruleList"));
    m_list->setAccessibleName(tr("Rules of all files"));
    m_list->setModel(m_model);
    auto *delegate = new RowDelegate(m_list);
    delegate->setSeverityRole(RuleListModel::Name, RuleListModel::SeverityRole);
    m_list->setItemDelegate(delegate);
    m_list->setShowGrid(false);
    m_list->setWordWrap(false);
    m_list->setTabKeyNavigation(false);
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->verticalHeader()->hide();
    m_list->verticalHeader()->setDefaultSectionSize(ruleRowHeight);
    m_list->horizontalHeader()->setHighlightSections(false);
    m_list->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->horizontalHeader()->setSectionResizeMode(RuleListModel::Name, QHeaderView::Stretch);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->installEventFilter(this);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &index) {
                if (!m_filling) {
                    takeRow(index);
                }
            });
    connect(m_list, &QTableView::clicked, this, &RulePanel::takeRow);
    m_editor = new RuleEditor(split);
    connect(m_editor, &QPlainTextEdit::textChanged, this, [this] {
        if (m_filling) {
            return;
        }
        if (const RuleText *opened = file(); opened && !m_drafts.contains(m_open)) {
            m_bases[m_open] = opened->text;
        }
        m_drafts[m_open] = m_editor->toPlainText();
        m_editor->markLine({});
        follow();
        Q_EMIT textChanged();
    });
    split->addWidget(around);
    split->addWidget(m_editor);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    return split;
}

/// Where it is narrow the tool tip has what two of the columns say.
bool RulePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::Resize) {
        const bool isNarrow = m_list->width() < wideList;
        m_list->setColumnHidden(RuleListModel::For, isNarrow);
        m_list->setColumnHidden(RuleListModel::Level, isNarrow);
    }
    return QWidget::eventFilter(watched, event);
}

void RulePanel::takeRow(const QModelIndex &index)
{
    if (index.isValid()) {
        const RuleRow &row = m_model->rows()[static_cast<std::size_t>(index.row())];
        openFile(row.file, row.line);
    }
}

void RulePanel::setFiles(std::vector<RuleText> files, std::vector<RuleRow> rows)
{
    m_files = std::move(files);
    // What was typed does not go with its file: saved, it makes it anew.
    if (!m_open.isEmpty() && !file() && m_drafts.contains(m_open)) {
        m_files.push_back({m_open, RuleText::Origin::Own, {}, {}});
    }
    setRows(std::move(rows));
    if (!file() && !m_files.empty()) {
        openFile(m_files.front().name);
    } else if (file() && !m_drafts.contains(m_open) && file()->text != m_editor->toPlainText()) {
        const QString name = std::exchange(m_open, {});
        openFile(name, m_editor->textCursor().blockNumber() + 1);
    }
    follow();
}

/// The selection stays with its rule, wherever that is now, and goes with it.
void RulePanel::setRows(std::vector<RuleRow> rows)
{
    const QModelIndex before = m_list->currentIndex();
    std::optional<RuleRow> chosen;
    if (before.isValid()) {
        chosen = m_model->rows()[static_cast<std::size_t>(before.row())];
    }
    m_filling = true;
    m_model->setRows(std::move(rows));
    m_list->clearSpans();
    int chosenRow = -1;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const RuleRow &rule = m_model->rows()[static_cast<std::size_t>(row)];
        if (rule.holdFor.isEmpty()) {
            m_list->setSpan(row, RuleListModel::Name, 1, 2); // the name has the room of what it has not
        }
        if (chosen && chosenRow < 0 && isSameRule(rule, *chosen)) {
            chosenRow = row;
        }
    }
    if (chosenRow >= 0) {
        m_list->setCurrentIndex(m_model->index(chosenRow, before.column()));
    } else {
        m_list->setCurrentIndex({});
        m_list->clearSelection();
    }
    m_filling = false;
}

const RuleText *RulePanel::file() const
{
    const auto found = std::ranges::find(m_files, m_open, &RuleText::name);
    return found == m_files.end() ? nullptr : &*found;
}

void RulePanel::openFile(const QString &name, int line)
{
    if (name != m_open) {
        m_open = name;
        const RuleText *opened = file();
        const auto draft = m_drafts.find(name);
        m_filling = true;
        m_editor->setPlainText(draft != m_drafts.end() ? draft->second : opened ? opened->text : QString());
        m_filling = false;
        m_editor->markLine({});
        follow();
        Q_EMIT textChanged();
    }
    m_editor->goToLine(line);
}

QString RulePanel::text() const
{
    return m_editor->toPlainText();
}

bool RulePanel::isChanged() const
{
    return file() && m_editor->toPlainText() != file()->text;
}

void RulePanel::forgetDraft()
{
    m_drafts.erase(m_open);
    m_bases.erase(m_open);
}

QString RulePanel::base() const
{
    if (const auto known = m_bases.find(m_open); known != m_bases.end()) {
        return known->second;
    }
    const RuleText *opened = file();
    return opened && opened->origin == RuleText::Origin::Own ? opened->text : QString();
}

void RulePanel::forgetBase()
{
    m_bases.erase(m_open);
}

void RulePanel::setSaveRefusal(std::optional<QString> why)
{
    m_refusal = std::move(why);
    follow();
}

/// What can be done with the file that is open.
void RulePanel::follow()
{
    const RuleText *opened = file();
    const bool isDefault = opened && opened->origin == RuleText::Origin::Default;
    m_editor->setReadOnly(!opened || isDefault);
    m_copy->setVisible(isDefault);
    m_save->setVisible(!isDefault);
    m_copy->setEnabled(!m_refusal);
    m_save->setEnabled(opened && !m_refusal && isChanged());
    m_save->setToolTip(m_refusal.value_or(tr("The file applies as soon as it is written (Ctrl+S)")));
    if (m_refusal) {
        m_copy->setToolTip(*m_refusal);
    }
    m_export->setEnabled(opened != nullptr);
    QString words = opened ? opened->name : tr("No rule file");
    if (isDefault) {
        words += tr(", a default: read only");
    } else if (isChanged()) {
        words += tr(", not saved");
    }
    if (m_refusal) {
        words += QStringLiteral(". ") + *m_refusal;
    }
    m_title->setText(words);
}

/// The first few stand there, all of them in the tool tip.
void RulePanel::showProblems(const rules::RuleProblems &problems)
{
    QStringList lines;
    for (const rules::RuleProblem &problem : problems) {
        lines << tr("Line %1, column %2: %3").arg(problem.line).arg(problem.column).arg(problem.words);
    }
    QStringList tip = lines.mid(0, mostTipped);
    m_problem->setToolTip(QStringLiteral("<qt>%1</qt>")
                              .arg(tip.replaceInStrings(QStringLiteral("&"), QStringLiteral("&amp;"))
                                       .replaceInStrings(QStringLiteral("<"), QStringLiteral("&lt;"))
                                       .join(QStringLiteral("<br>"))));
    QStringList shown = lines.mid(0, mostProblems);
    if (lines.size() > mostProblems) {
        shown.back() += tr(" (and %1 more, in the tool tip)").arg(lines.size() - mostProblems);
    }
    m_problem->setText(shown.join(u'\n'));
}

void RulePanel::showReport(const rules::LaneReport &report)
{
    m_problem->setVisible(report.isBroken || !report.problems.empty());
    showProblems(report.problems);
    m_editor->markLine(report.problems.empty() ? std::nullopt : std::optional(report.problems.front().line));
    m_lanes->setDimmed(report.isBroken);
    if (!report.isBroken) {
        m_lanes->setEmptyWords(report.trouble.isEmpty() ? tr("No alert rule in this file.") : report.trouble);
        m_lanes->setLanes(report.lanes);
    } else if (m_lanes->lanes().empty()) {
        m_lanes->setEmptyWords(tr("Lanes are drawn as soon as the text is a rule file."));
    }
}

void RulePanel::showWords(const QString &words)
{
    m_title->setText(words);
}

void RulePanel::setZone(units::Zone zone)
{
    m_lanes->setZone(zone);
}

void RulePanel::focusText()
{
    m_editor->setFocus(Qt::ShortcutFocusReason);
}

} // namespace qd

#include "moc_rule_panel.cpp"
