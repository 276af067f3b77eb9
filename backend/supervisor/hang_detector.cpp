// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/supervisor/hang_detector.h"

#include <utility>

namespace qd {

bool HangDetector::tick(Millis now)
{
    const std::optional<Millis> last = std::exchange(m_lastTick, now);
    if (!m_waitingSince)
        return false;
    if (last && now - *last > lateTick)
        m_waitingSince = now;
    return now - *m_waitingSince >= limit;
}

} // namespace qd
