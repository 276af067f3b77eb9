// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_impact.h"

namespace qd {

IncidentImpact::IncidentImpact(QObject *parent)
    : QObject(parent)
    , m_job(
          [](const Order &order, const std::stop_token &) {
              return Answer{order.incident, incident::impactOf(order.history->series, order.span)};
          },
          [this](const Answer &answer) { Q_EMIT counted(answer.incident, answer.impact); })
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(countEvery);
    connect(&m_pause, &QTimer::timeout, this, &IncidentImpact::ask);
}

void IncidentImpact::follow(const HistoryPtr &history, const QString &incident, TimeRange span)
{
    if (incident.isEmpty()) {
        m_wanted = {}; // holds no history that nobody looks at
        m_asked.clear();
        return;
    }
    const bool isOther = incident != m_asked;
    m_wanted = {history, incident, span};
    if (isOther || !m_pause.isActive())
        ask();
}

void IncidentImpact::ask()
{
    if (!m_wanted.history || (m_wanted.incident == m_asked && m_wanted.span == m_askedSpan))
        return;
    m_asked = m_wanted.incident;
    m_askedSpan = m_wanted.span;
    m_job.askNext(m_wanted);
    m_pause.start();
}

} // namespace qd

#include "moc_incident_impact.cpp"
