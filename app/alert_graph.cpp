// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alert_graph.h"

#include "model/query/threshold.h"
#include "widgets/chart/chart_layout.h"
#include "widgets/query/answer_graph.h"

#include <algorithm>

namespace qd {

namespace {

constexpr int fewestSteps = 100;
constexpr int pixelsOfStep = 2; ///< finer is not seen
constexpr auto shortPatience = std::chrono::seconds(5);

/// Of what is compared there is no value: the limit's line stands alone.
bool isLimitAlone(const QueryAnswer &answer)
{
    return answer.chart.traces.size() == 1 && answer.chart.traces.front().label.startsWith(
                                                  QStringLiteral("{%1=").arg(QLatin1String(query::limitLabel)));
}

void show(AnswerGraph &graph, const QueryAnswer &answer)
{
    if (answer.error || (answer.allSeries > 0 && !isLimitAlone(answer))) {
        QueryAnswer titled = answer;
        titled.chart.title = AlertGraph::tr("What it compares");
        graph.showAnswer(titled);
        return;
    }
    QStringList words{AlertGraph::tr("No value in this range.")};
    graph.showWords((words << answer.remarks).join(u' '));
}

} // namespace

AlertGraph::AlertGraph(const Playhead &playhead, QObject *parent)
    : QObject(parent)
    , m_playhead(playhead)
    , m_job([](const QueryOrder &order, const std::stop_token &stop) { return answerTo(order, stop); },
            [this](const QueryAnswer &answer) {
                if (m_graph)
                    show(*m_graph, answer);
                Q_EMIT answered();
            })
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(evaluateEvery);
    connect(&m_pause, &QTimer::timeout, this, &AlertGraph::ask);
    connect(&playhead, &Playhead::changed, this, [this] {
        m_wanted.range = m_playhead.range();
        if (!m_pause.isActive())
            ask();
    });
}

void AlertGraph::drawInto(AnswerGraph *graph)
{
    m_job.cancel();
    m_pause.stop();
    m_graph = graph;
    m_ordered = {};
    m_wanted = {};
}

void AlertGraph::follow(const HistoryPtr &history, const QString &expression, Timestamp at)
{
    if (!m_graph || expression.isEmpty()) {
        m_wanted = {}; // holds no history that nobody looks at
        return;
    }
    m_wanted.text = expression;
    m_wanted.history = history;
    m_wanted.range = m_playhead.range();
    m_wanted.at = at;
    m_wanted.columns = std::max(fewestSteps, (m_graph->width() - plotLeft) / pixelsOfStep);
    m_wanted.patience = shortPatience;
    if (!m_pause.isActive())
        ask();
}

/// What is asked a second later is the same question about a little more: one that runs is answered first.
void AlertGraph::ask()
{
    if (!m_graph || !m_wanted.history)
        return;
    QueryOrder question = m_wanted;
    question.history.reset();
    if (question == m_ordered)
        return;
    m_ordered = std::move(question);
    QueryOrder order = m_wanted;
    order.text = QString::fromStdString(query::withThreshold(m_wanted.text.toStdString()));
    m_job.askNext(std::move(order));
    m_pause.start();
}

} // namespace qd

#include "moc_alert_graph.cpp"
