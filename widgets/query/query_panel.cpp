// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/query/query_panel.h"

#include "widgets/chart/chart_pane.h"
#include "widgets/query/answer_graph.h"
#include "widgets/query/query_delegate.h"
#include "widgets/query/query_edit.h"
#include "widgets/query/query_examples.h"
#include "widgets/query/query_table_model.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/style_sheet.h"
#include "widgets/shared/words.h"

#include <QtCore/QSortFilterProxyModel>
#include <QtWidgets/QFrame>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTableView>
#include <QtWidgets/QVBoxLayout>

namespace qd {

namespace {

constexpr int momentMillis = 300;
constexpr int leastGraph = 112;
constexpr int leastTable = 58;
constexpr int rowHeight = 24;

} // namespace

QueryPanel::QueryPanel(Playhead *playhead, QWidget *parent)
    : QWidget(parent)
    , m_graph(new AnswerGraph(playhead, this))
    , m_model(new QueryTableModel(this))
    , m_catalogue(std::make_shared<const query::SeriesCatalogue>())
{
    setObjectName(QStringLiteral("queryPanel"));
    setAccessibleName(tr("Query"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    buildHead(column);
    m_stack = new QStackedWidget(this);
    m_examples = new QWidget(m_stack);
    new QVBoxLayout(m_examples);
    m_stack->addWidget(m_examples);
    m_stack->addWidget(buildAnswer());
    column->addWidget(m_stack, 1);
    m_patience.setSingleShot(true);
    m_patience.setInterval(momentMillis);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_button->setText(tr("Stop"));
        m_about->setText(tr("Evaluating…"));
    });
    showNothing();
}

void QueryPanel::buildHead(QVBoxLayout *column)
{
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    m_edit = new QueryEdit(this);
    m_button = new QPushButton(tr("Evaluate"), this);
    m_button->setObjectName(QStringLiteral("queryButton"));
    m_button->setToolTip(tr("Return in the text does the same"));
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("queryClose"));
    close->setProperty("look", QStringLiteral("quiet"));
    head->addWidget(m_edit, 1, Qt::AlignTop);
    head->addWidget(m_button, 0, Qt::AlignTop);
    head->addWidget(close, 0, Qt::AlignTop);
    column->addLayout(head);
    m_error = plainLabel({}, QStringLiteral("error"), this);
    m_error->setObjectName(QStringLiteral("queryError"));
    m_error->setWordWrap(true);
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_about = new ElidedLabel(this);
    m_about->setObjectName(QStringLiteral("queryAbout"));
    m_about->setPixelSize(12);
    column->addWidget(m_error);
    column->addWidget(m_about);
    connect(m_edit, &QueryEdit::evaluateWanted, this, [this] { Q_EMIT evaluateWanted(m_edit->expression()); });
    connect(m_edit, &QueryEdit::closeWanted, this, &QueryPanel::closeWanted);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        m_error->hide(); // it was of another text
        Q_EMIT textChanged();
    });
    connect(m_button, &QPushButton::clicked, this, &QueryPanel::pressButton);
    connect(close, &QPushButton::clicked, this, &QueryPanel::closeWanted);
}

QWidget *QueryPanel::buildAnswer()
{
    auto *answer = new QWidget(this);
    auto *column = new QVBoxLayout(answer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_graph->setParent(answer);
    m_graph->setObjectName(QStringLiteral("queryGraph"));
    m_graph->setMinimumHeight(leastGraph);
    auto *around = new QFrame(answer);
    around->setProperty("look", QStringLiteral("panel"));
    auto *inside = new QVBoxLayout(around);
    inside->setContentsMargins(4, 2, 4, 4);
    m_table = new QTableView(around);
    inside->addWidget(m_table);
    m_table->setObjectName(QStringLiteral("queryTable"));
    m_table->setAccessibleName(tr("Values at the playhead"));
    auto *sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(m_model);
    sorted->setSortRole(QueryTableModel::SortRole);
    m_table->setModel(sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // in the answer's own order
    m_table->setItemDelegate(new QueryDelegate(m_table));
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QueryTableModel::Series, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(QueryTableModel::Value, QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setMinimumSectionSize(110);
    m_table->setMinimumHeight(leastTable);
    column->addWidget(m_graph, 3);
    column->addWidget(around, 2);
    return answer;
}

void QueryPanel::setCatalogue(std::shared_ptr<const query::SeriesCatalogue> catalogue)
{
    m_catalogue = std::move(catalogue);
    m_edit->setCatalogue(m_catalogue);
    buildExamples();
}

void QueryPanel::buildExamples()
{
    qDeleteAll(m_examples->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
    auto *column = static_cast<QVBoxLayout *>(m_examples->layout());
    while (QLayoutItem *item = column->takeAt(0)) {
        delete item;
    }
    const auto examples = examplesFor(*m_catalogue);
    column->setContentsMargins(8, 4, 8, 4);
    column->setSpacing(6);
    column->addWidget(plainLabel(examples.empty() ? tr("There are no series yet to ask about.")
                                                  : tr("Ask the history that is on screen, for example:"),
                                 QStringLiteral("muted"), m_examples));
    for (const QueryExample &example : examples) {
        auto *button = new QPushButton(example.words, m_examples);
        button->setProperty("look", QStringLiteral("link"));
        button->setObjectName(QStringLiteral("queryExample"));
        button->setToolTip(example.text);
        connect(button, &QPushButton::clicked, this, [this, text = example.text] {
            m_edit->setExpression(text);
            m_edit->setFocus(Qt::OtherFocusReason);
            Q_EMIT evaluateWanted(text);
        });
        column->addWidget(button, 0, Qt::AlignLeft);
    }
    column->addStretch(1);
}

void QueryPanel::setPast(const QStringList &past)
{
    m_edit->setPast(past);
}

void QueryPanel::setZone(units::Zone zone)
{
    m_zone = zone;
    m_graph->setZone(zone);
}

void QueryPanel::pressButton()
{
    if (m_busy) {
        Q_EMIT stopWanted();
    } else {
        Q_EMIT evaluateWanted(m_edit->expression());
    }
}

void QueryPanel::setBusy(bool busy)
{
    m_busy = busy;
    if (!busy) {
        m_patience.stop();
        m_button->setText(tr("Evaluate"));
    } else if (!m_patience.isActive()) {
        m_patience.start();
    }
}

void QueryPanel::showNothing()
{
    setBusy(false);
    m_error->hide();
    m_about->hide();
    m_model->setRows({});
    m_graph->showWords({});
    m_stack->setCurrentIndex(0);
    m_stack->setEnabled(true);
}

void QueryPanel::showAnswer(const QueryAnswer &answer)
{
    setBusy(false);
    const bool isOfThisText = answer.order.text == m_edit->expression();
    m_edit->showError(isOfThisText ? answer.error : std::nullopt);
    m_error->setVisible(answer.error.has_value());
    m_about->setVisible(false);
    if (answer.error) {
        m_error->setText(tr("Line %1, column %2: %3")
                             .arg(answer.error->line)
                             .arg(answer.error->column)
                             .arg(answer.error->words));
        m_model->setRows({});
        m_graph->showWords({});
        m_stack->setCurrentIndex(0);
        return;
    }
    m_about->setText(aboutOf(answer));
    m_about->setVisible(!m_about->text().isEmpty());
    m_model->setRows(answer.rows);
    m_graph->showAnswer(answer);
    m_stack->setCurrentIndex(1);
}

ChartPane *QueryPanel::graph() const
{
    return m_graph->pane();
}

/// "3 series, a step of 15 s; values at 14:03:20", and what is to be known about them.
QString QueryPanel::aboutOf(const QueryAnswer &answer) const
{
    QStringList words = answer.remarks;
    if (answer.allSeries == 0 && answer.allRows == 0) {
        return words.join(u' '); // the graph says it
    }
    QString series =
        answer.allSeries == 1 ? tr("1 series") : tr("%1 series").arg(units::count(double(answer.allSeries)));
    if (answer.allSeries > answer.chart.traces.size()) {
        series += tr(", the %1 highest are drawn").arg(answer.chart.traces.size());
    }
    QString line = tr("%1, a step of %2; values at %3 %4")
                       .arg(series, units::duration(answer.step), clockWords(answer.order.at, m_zone),
                            units::zoneName(answer.order.at, m_zone));
    if (answer.allRows > answer.rows.size()) {
        line += tr(", %1 of %2 listed")
                    .arg(units::count(double(answer.rows.size())), units::count(double(answer.allRows)));
    }
    words.prepend(line + u'.');
    return words.join(u' ');
}

void QueryPanel::focusText()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

} // namespace qd

#include "moc_query_panel.cpp"
