// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rule_evaluation.h"

#include <QtCore/QByteArray>
#include <QtCore/QStringList>

#include <stop_token>

namespace qd::rules {

/// Most samples that a scenario may hold; a span of which more are needed is to be made shorter.
inline constexpr std::size_t mostScenarioSamples = 500'000;
/// Most instants at which its rules may be evaluated.
inline constexpr std::int64_t mostScenarioSteps = 100'000;

struct ScenarioOrder
{
    RuleFile file;
    std::string ruleFileName; ///< as the scenario names it, relative to where it will lie
    SeriesSnapshot history;
    TimeRange span;
    std::optional<Millis> step; ///< from one sample of the scenario to the next; none: as the series have it
    /// Closed for promtool 2, LeftOpen for 3: what is expected depends on it.
    query::RangeBoundary boundary = query::RangeBoundary::LeftOpen;
};

struct Scenario
{
    QByteArray yaml; ///< for `promtool test rules`
    int series = 0;
    int alerts = 0;    ///< expectations that an alert fires
    QStringList notes; ///< what the scenario could not carry over, in words
};

/// A test of the rules of a file in the language of `promtool test rules`: the series they read, and when which
/// alert fires over them. Samples are put on a grid that begins at time 0, so what is expected is found by our own
/// engine over those and not taken from what fired then. TooLarge when the span holds too many samples or
/// instants; NotFound when it holds none that the rules read; Refused when a rule fails in it, or `stop` was asked
/// for.
[[nodiscard]] Result<Scenario> exportScenario(const ScenarioOrder &order, const std::stop_token &stop);

} // namespace qd::rules
