// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/live_watch.h"

#include "model/health/reading.h"

namespace qd {

void LiveWatch::follow(HistoryFeed *live)
{
    if (live == m_live) {
        return;
    }
    if (m_live) {
        m_live->disconnect(this);
    }
    m_live = live;
    m_critical.clear();
    m_looked.reset();
    if (live) {
        connect(live, &HistoryFeed::published, this, &LiveWatch::look);
        look(live->current());
    }
}

void LiveWatch::look(const HistoryPtr &history)
{
    constexpr Millis pause{1000};
    if (m_looked && history->now - *m_looked < pause) {
        return;
    }
    QStringList critical;
    for (const Finding &finding : findings(*history, history->now)) {
        if (finding.severity != Severity::Critical) {
            break; // they come worst first
        }
        critical << finding.id;
        if (m_looked && !m_critical.contains(finding.id)) {
            Q_EMIT turnedCritical(tr("Live, on %1: %2").arg(history->status.target.label(), finding.title));
        }
    }
    m_critical = critical;
    m_looked = history->now;
}

} // namespace qd

#include "moc_live_watch.cpp"
