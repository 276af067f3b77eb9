// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/query/answer_graph.h"

#include "widgets/chart/chart_pane.h"
#include "widgets/shared/labels.h"

#include <QtWidgets/QStackedLayout>

namespace qd {

AnswerGraph::AnswerGraph(Playhead *playhead, QWidget *parent)
    : QWidget(parent)
    , m_pane(new ChartPane(playhead, this))
    , m_words(plainLabel({}, QStringLiteral("muted"), this))
    , m_stack(new QStackedLayout(this))
{
    m_pane->setAccessibleName(tr("Graph of the answer"));
    m_pane->setLane(Lane::Hidden);
    m_pane->setCharts({});
    m_words->setObjectName(QStringLiteral("graphWords"));
    m_words->setWordWrap(true);
    m_words->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(m_pane);
    m_stack->addWidget(m_words);
}

void AnswerGraph::showAnswer(const QueryAnswer &answer)
{
    if (answer.error || answer.allSeries == 0) {
        showWords(answer.error ? answer.error->words : tr("No value in this range."));
        return;
    }
    ChartSpec chart = answer.chart;
    if (answer.allSeries > chart.traces.size())
        chart.others = static_cast<int>(answer.allSeries - chart.traces.size());
    const std::vector<ChartSpec> charts{chart};
    if (m_pane->shelf().charts() != charts)
        m_pane->setCharts(charts);
    auto drawn = std::make_shared<HistorySnapshot>(answer.graph ? *answer.graph : *answer.order.history);
    drawn->generation = ++m_drawn;
    drawn->detail = m_drawn; // each answer has its own columns
    m_pane->setHistory(std::move(drawn));
    m_stack->setCurrentWidget(m_pane);
}

void AnswerGraph::showWords(const QString &words)
{
    m_pane->setCharts({});
    m_words->setText(words);
    m_stack->setCurrentWidget(m_words);
}

void AnswerGraph::setZone(units::Zone zone)
{
    m_pane->setTimeZone(zone);
}

QString AnswerGraph::words() const
{
    return m_stack->currentWidget() == m_words ? m_words->text() : QString();
}

} // namespace qd

#include "moc_answer_graph.cpp"
