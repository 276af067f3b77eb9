// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alerts/notice.h"

#include <algorithm>
#include <set>

namespace qd::alerts {

bool Notice::pages() const
{
    return std::ranges::any_of(
        firing, [](const AlertRecord &alert) { return isPaging(alert.severity) && !alert.acknowledged; });
}

Notice joined(Notice earlier, Notice later)
{
    std::set<QString> known;
    for (const auto *alerts : {&later.firing, &later.resolved})
        for (const AlertRecord &alert : *alerts)
            known.insert(alert.identity);
    for (AlertRecord &ended : earlier.resolved)
        if (!known.contains(ended.identity))
            later.resolved.push_back(std::move(ended));
    // Escalated is worth most, and what only repeats least.
    const auto is = [&](Notice::Why why) { return earlier.why == why || later.why == why; };
    later.why = is(Notice::Why::Escalated) ? Notice::Why::Escalated
                : is(Notice::Why::Changed) ? Notice::Why::Changed
                                           : Notice::Why::Repeated;
    return later;
}

} // namespace qd::alerts
