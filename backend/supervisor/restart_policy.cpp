// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/supervisor/restart_policy.h"

#include <algorithm>

namespace qd {

std::optional<Millis> RestartPolicy::crashed(Millis now)
{
    std::erase_if(m_crashes, [now](Millis at) { return now - at >= window; });
    m_crashes.push_back(now);
    if (m_readySince && now - *m_readySince >= sustainedHealth)
        m_attempt = 0;
    m_readySince.reset();
    if (m_crashes.size() >= mostCrashes)
        return std::nullopt;
    const int attempt = m_attempt++;
    if (attempt == 0)
        return Millis(0);
    return std::min<Millis>(longestDelay, std::chrono::seconds(1 << std::min(attempt - 1, 10)));
}

void RestartPolicy::reset()
{
    m_crashes.clear();
    m_readySince.reset();
    m_attempt = 0;
}

} // namespace qd
