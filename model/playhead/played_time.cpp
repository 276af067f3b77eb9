// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/played_time.h"

#include <algorithm>

namespace qd {

Timestamp afterPlaying(Timestamp from, Millis by, std::span<const TimeRange> gaps)
{
    Timestamp at = from + by;
    for (const TimeRange &gap : gaps) {
        if (gap.end <= from) {
            continue;
        }
        const Timestamp begin = std::max(gap.begin, from);
        if (begin > at) {
            break;
        }
        at += gap.end - begin;
    }
    return at;
}

Millis playedBetween(Timestamp from, Timestamp to, std::span<const TimeRange> gaps)
{
    Millis played = std::max(to - from, Millis(0));
    for (const TimeRange &gap : gaps) {
        played -= std::max(std::min(gap.end, to) - std::max(gap.begin, from), Millis(0));
    }
    return played;
}

void PaceMeter::add(Timestamp clock, Millis played)
{
    m_marks.push_back({clock, played});
    // The newest mark from before the window stays: the window is whole with it.
    const auto inside = std::ranges::find_if(m_marks, [&](const Mark &m) { return m.clock > clock - window; });
    if (inside - m_marks.begin() > 1) {
        m_marks.erase(m_marks.begin(), inside - 1);
    }
}

std::optional<double> PaceMeter::pace() const
{
    constexpr Millis least{500};
    if (m_marks.empty() || m_marks.back().clock - m_marks.front().clock < least) {
        return std::nullopt;
    }
    const Millis played = m_marks.back().played - m_marks.front().played;
    const Millis passed = m_marks.back().clock - m_marks.front().clock;
    return static_cast<double>(played.count()) / static_cast<double>(passed.count());
}

} // namespace qd
