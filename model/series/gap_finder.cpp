// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/gap_finder.h"

#include <algorithm>
#include <utility>

namespace qd {

void GapFinder::succeeded(Timestamp at)
{
    if (m_open)
        close({*m_open, at});
    else if (m_lastSuccess && (at - *m_lastSuccess) * 2 > m_interval * 5)
        close({*m_lastSuccess + m_interval, at});
    m_lastSuccess = at;
}

void GapFinder::failed(Timestamp at)
{
    if (!m_open)
        m_open = m_lastSuccess ? std::min(at, *m_lastSuccess + m_interval) : at;
}

void GapFinder::close(TimeRange gap)
{
    // An irregular history has a gap in every other row, and copying each time would take the square of that.
    if (std::exchange(m_shared, false))
        m_closed = std::make_shared<Gaps>(*m_closed);
    m_closed->push_back(gap);
    m_open.reset();
}

void GapFinder::forgetBefore(Timestamp at)
{
    auto gaps = *m_closed;
    if (std::erase_if(gaps, [at](const TimeRange &gap) { return gap.end < at; }) > 0)
        m_closed = std::make_shared<Gaps>(std::move(gaps));
}

} // namespace qd
