// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/firing_log.h"

#include <algorithm>

namespace qd::rules {

void FiringLog::take(const std::vector<AlertTransition> &transitions)
{
    for (const AlertTransition &change : transitions) {
        const Labels &labels = change.alert.labels;
        if (change.change == AlertChange::Fired) {
            m_open.insert_or_assign(labels, m_firings.size());
            m_firings.push_back({labels, change.alert.activeAt, change.at, {}, change.alert.value});
        } else if (change.change == AlertChange::Resolved || change.change == AlertChange::Dropped) {
            if (const auto open = m_open.find(labels); open != m_open.end()) {
                m_firings[open->second].end = change.at;
                m_open.erase(open);
            }
        }
    }
}

std::vector<Firing> FiringLog::firings() const
{
    std::vector<Firing> sorted = m_firings;
    std::ranges::stable_sort(sorted, {}, &Firing::begin);
    return sorted;
}

} // namespace qd::rules
