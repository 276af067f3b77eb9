// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/impact.h"
#include "model/playhead/history.h"
#include "widgets/shared/latest_job.h"

#include <QtCore/QTimer>

namespace qd {

/// Has what an incident cost counted beside the window: it reads every sample of its span. While the span grows
/// that is done again every few seconds, and never while one count runs.
class IncidentImpact : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds countEvery{3000};

    explicit IncidentImpact(QObject *parent);

    /// `incident` names whom it is for. An empty one: nobody looks.
    void follow(const HistoryPtr &history, const QString &incident, TimeRange span);

Q_SIGNALS:
    void counted(const QString &incident, const qd::incident::Impact &impact);

private:
    struct Order
    {
        HistoryPtr history;
        QString incident;
        TimeRange span;
    };
    struct Answer
    {
        QString incident;
        incident::Impact impact;
    };
    void ask();

    Order m_wanted;
    QString m_asked; ///< about which incident last
    TimeRange m_askedSpan;
    QTimer m_pause;
    LatestJob<Order, Answer> m_job;
};

} // namespace qd
