// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/playhead.h"
#include "widgets/query/query_answer.h"
#include "widgets/shared/latest_job.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>

namespace qd {

class AnswerGraph;

/// Has what an alert compares evaluated beside the window, for the graph in its dialog: over the visible range,
/// with the limit as a line, at most once a second. Nothing while there is no dialog.
class AlertGraph : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds evaluateEvery{1000};

    /// `playhead` must outlive it.
    AlertGraph(const Playhead &playhead, QObject *parent);

    /// Draws into this one from now on, which may go at any time.
    void drawInto(AnswerGraph *graph);
    /// `expression` as the rule has it; what is on screen may have moved.
    void follow(const HistoryPtr &history, const QString &expression, Timestamp at);

Q_SIGNALS:
    void answered();

private:
    void ask();

    const Playhead &m_playhead;
    QPointer<AnswerGraph> m_graph;
    QueryOrder m_wanted;
    QueryOrder m_ordered; ///< with its history left out
    QTimer m_pause;
    LatestJob<QueryOrder, QueryAnswer> m_job;
};

} // namespace qd
