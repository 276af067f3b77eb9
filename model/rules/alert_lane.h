// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/alert_timing.h"
#include "model/rules/backtest.h"
#include "model/rules/rule_range.h"

namespace qd::rules {

/// The firings of one alert of which it is known at which instants of a grid its expression holds: its labels are
/// made once, and the instants between changes are skipped.
class AlertLane
{
public:
    AlertLane(const RuleGrid &grid, AlertTiming timing, Labels labels);

    /// In order of time; samples are of the grid's instants less its offset.
    void take(std::span<const Sample> samples);
    /// The expression holds no more. Firings in order.
    [[nodiscard]] std::vector<Firing> take();

private:
    /// It holds at the instants [from, to) of the grid, and not before and after.
    void run(std::size_t from, std::size_t to, std::span<const Sample> samples);
    void passWithout(std::size_t to);
    void step(std::size_t at, bool isGiven, double value);
    [[nodiscard]] std::size_t indexAtOrAfter(Timestamp at) const;

    RuleGrid m_grid;
    Timestamp m_first;
    std::size_t m_count;
    AlertTiming m_timing;
    Alert m_alert;
    std::size_t m_next = 0; ///< the instant that comes next
    std::vector<Firing> m_firings;
};

} // namespace qd::rules
