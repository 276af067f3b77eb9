// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/alert_lane.h"

#include <algorithm>

namespace qd::rules {

AlertLane::AlertLane(const RuleGrid &grid, AlertTiming timing, Labels labels)
    : m_grid(grid)
    , m_first(grid.first())
    , m_count(grid.count())
    , m_timing(timing)
{
    m_alert.labels = std::move(labels);
    m_alert.phase = AlertPhase::Inactive;
}

void AlertLane::take(std::span<const Sample> samples)
{
    for (std::size_t begin = 0; begin < samples.size();) {
        std::size_t end = begin + 1;
        while (end < samples.size() && samples[end].at - samples[end - 1].at == m_grid.interval)
            ++end;
        const auto from = std::size_t((samples[begin].at + m_grid.offset - m_first) / m_grid.interval);
        run(from, from + (end - begin), samples.subspan(begin, end - begin));
        begin = end;
    }
}

void AlertLane::run(std::size_t from, std::size_t to, std::span<const Sample> samples)
{
    passWithout(from);
    for (std::size_t at = from; at < to;) {
        step(at, true, samples[at - from].value);
        const auto next = m_timing.nextChange(m_alert);
        at = next ? std::max(at + 1, indexAtOrAfter(*next)) : to;
    }
    m_next = to;
}

/// What becomes of it at the instants before `to`, at which it is not given.
void AlertLane::passWithout(std::size_t to)
{
    for (std::size_t at = m_next; at < to && m_alert.phase != AlertPhase::Inactive;) {
        step(at, false, 0);
        const auto next = m_timing.nextChange(m_alert);
        at = next ? std::max(at + 1, indexAtOrAfter(*next)) : to;
    }
}

void AlertLane::step(std::size_t at, bool isGiven, double value)
{
    const Timestamp instant = m_first + m_grid.interval * std::int64_t(at);
    if (isGiven && m_alert.phase == AlertPhase::Inactive) {
        m_alert.phase = AlertPhase::Pending;
        m_alert.activeAt = instant;
        m_alert.keptSince.reset(); // of its life before
    }
    const auto change = m_timing.step(m_alert, instant, isGiven);
    if (change == AlertChange::Fired)
        m_firings.push_back({m_alert.labels, m_alert.activeAt, instant, {}, value});
    else if (change == AlertChange::Resolved)
        m_firings.back().end = instant;
}

std::vector<Firing> AlertLane::take()
{
    passWithout(m_count);
    return std::move(m_firings);
}

std::size_t AlertLane::indexAtOrAfter(Timestamp at) const
{
    const Millis past = at - m_first;
    return std::size_t((past + m_grid.interval - Millis(1)) / m_grid.interval);
}

} // namespace qd::rules
