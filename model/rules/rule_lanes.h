// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/rules/backtest.h"

#include <stop_token>

namespace qd::rules {

enum class LanePhase { Pending, Firing };

/// When an alert was what, cut to the span that was asked for.
struct LaneSpan
{
    TimeRange at;
    LanePhase phase = LanePhase::Firing;
    friend bool operator==(const LaneSpan &, const LaneSpan &) = default;
};

/// One alert rule over a span: as its text would have it, beside what the log says happened.
struct RuleLane
{
    QString name;
    QString severity; ///< as written; empty where the rule has none
    int line = 0;     ///< in the file
    std::vector<LaneSpan> today;
    std::vector<LaneSpan> then;
    int alarms = 0;   ///< firings that touch the span
    QString unjudged; ///< why it cannot be judged, in words; empty where it can
    QString failure;  ///< the first evaluation that failed, where some did
};

struct LaneOrder
{
    std::string text; ///< of a rule file
    QString path;     ///< for problems
    SeriesSnapshot series;
    EventSnapshot events;
    TimeRange span; ///< what of the lanes is wanted
    std::chrono::milliseconds patience = std::chrono::seconds(20);
};

struct LaneReport
{
    TimeRange span;
    bool isBroken = false; ///< the text is no rule file: there are no lanes
    RuleProblems problems; ///< of a file that is broken, or of rules in it that were left out
    QString trouble;       ///< why there are no lanes though the text is right
    std::vector<RuleLane> lanes;
};

/// What the rules of a text would have done over the span, and what alerts of their names did then. Rules are
/// evaluated from as far before the span as the longest `for` and keep_firing_for reach, and not before the first
/// sample there is. Any thread.
[[nodiscard]] LaneReport laneReport(const LaneOrder &order, const std::stop_token &stop);

/// When alerts of this name were pending and fired, as the log has it.
[[nodiscard]] std::vector<LaneSpan> firedThen(const EventSnapshot &events, const QString &name, TimeRange span);

} // namespace qd::rules
