// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/health/findings_evaluator.h"

#include "model/health/reading.h"
#include "model/health/status_at.h"

namespace qd {

void FindingsEvaluator::restart(const HistorySnapshot &history, Timestamp after)
{
    m_critical.clear();
    (void)evaluate(history, after);
}

std::optional<QString> FindingsEvaluator::evaluate(const HistorySnapshot &history, Timestamp at)
{
    HistorySnapshot then;
    then.now = at;
    then.series = history.series;
    then.status = factsAt(history, at);
    QStringList critical;
    std::optional<QString> alert;
    for (const Finding &finding : findings(then, at)) {
        if (finding.severity != Severity::Critical) {
            break; // they come worst first
        }
        if (!alert && !m_critical.contains(finding.id)) {
            alert = finding.title;
        }
        critical << finding.id;
    }
    m_critical = critical;
    return alert;
}

} // namespace qd
