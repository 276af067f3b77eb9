// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/rule_budget.h"

#include <algorithm>

namespace qd::rules {

RuleBudget::RuleBudget(RuleTimes times, std::size_t rules)
    : m_times(std::move(times))
    , m_rules(rules)
{}

void RuleBudget::begin()
{
    m_end = m_times.now() + m_times.together;
}

std::optional<std::chrono::milliseconds> RuleBudget::timeFor(std::size_t rule)
{
    Pause &pause = m_rules[rule];
    pause.isPaused = pause.left > 0;
    if (pause.isPaused) {
        --pause.left;
        return std::nullopt;
    }
    m_began = m_times.now();
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(m_end - m_began);
    if (left <= std::chrono::milliseconds(0))
        return std::nullopt;
    m_given = std::min(m_times.each, left);
    return m_given;
}

RuleBudget::Wait RuleBudget::waitOf(std::size_t rule) const
{
    return m_rules[rule].isPaused ? Wait::Paused : Wait::OthersTookIt;
}

bool RuleBudget::spent(std::size_t rule)
{
    Pause &pause = m_rules[rule];
    if (m_times.now() - m_began < m_given) {
        pause.length = 0;
        return true;
    }
    pause.length = std::min(2 * pause.length + 1, longestPause);
    pause.left = pause.length;
    return false;
}

} // namespace qd::rules
