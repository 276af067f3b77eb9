// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "widgets/query/query_answer.h"

#include <QtWidgets/QWidget>

class QLabel;
class QStackedLayout;

namespace qd {

class ChartPane;
class Playhead;

/// The graph of an answer over the visible range, or a line of words in its place where there is nothing to draw.
class AnswerGraph : public QWidget
{
    Q_OBJECT

public:
    /// `playhead` must outlive the graph.
    explicit AnswerGraph(Playhead *playhead, QWidget *parent = nullptr);

    /// What is wrong with an answer stands in the place of its graph, as does that it has no value.
    void showAnswer(const QueryAnswer &answer);
    void showWords(const QString &words);
    void setZone(units::Zone zone);
    /// What is said; empty while a graph is shown.
    [[nodiscard]] QString words() const;
    [[nodiscard]] ChartPane *pane() const { return m_pane; }

private:
    ChartPane *m_pane;
    QLabel *m_words;
    QStackedLayout *m_stack;
    std::uint64_t m_drawn = 0; ///< grows with each graph
};

} // namespace qd
