// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rule_evaluation.h"

#include <functional>
#include <memory>
#include <optional>

namespace qd::rules {

/// One alert that fired.
struct Firing
{
    Labels labels;
    Timestamp activeAt{};           ///< since when its expression held
    Timestamp begin{};              ///< when it fired
    std::optional<Timestamp> end{}; ///< none: it fires still where the history ends
    double value = 0;               ///< when it fired
};

/// What one alert rule would have done.
struct RuleRecord
{
    QString file;
    std::string group;
    Rule rule;
    std::vector<Firing> firings;        ///< in order of time
    int evaluations = 0;                ///< instants it was evaluated at
    int failures = 0;                   ///< those at which it failed
    QString failure;                    ///< the first of them, in words
    std::vector<std::string> unmatched; ///< selectors that matched no series in all the history
    /// It never fired and could not have: no "0 alarms" for this one.
    [[nodiscard]] bool cannotBeJudged() const
    {
        return firings.empty() && (!unmatched.empty() || (evaluations > 0 && failures == evaluations));
    }
};

/// Most instants at which one rule is evaluated.
inline constexpr std::size_t mostInstants = 1'000'000;

struct BacktestOrder
{
    std::vector<RuleFile> files;
    SeriesSnapshot history;
    TimeRange span; ///< rules are evaluated at the multiples of their interval in it
    RuleSettings settings = {.query = {.mostSamples = 200'000'000}}; ///< of a rule over all of the span
    /// A rule that takes longer over all of the span is given up, and said to have failed.
    std::chrono::milliseconds patience = std::chrono::seconds(60);
    /// Told how much is done, 0 to 1, after each rule. May be empty.
    std::function<void(double)> progress;
};

struct BacktestReport
{
    TimeRange span;
    std::vector<RuleRecord> rules;              ///< alert rules, in order of their files
    std::vector<RuleProblem> recordingFailures; ///< recording rules that failed somewhere
};

/// What the rules would have done over a history: the same judgement as RuleEngine's, instant by instant, with
/// each expression evaluated over the whole span at once. Notifies nobody and writes nowhere. Refused when the
/// stop token of the settings says so; TooLarge when a rule has more instants than mostInstants.
[[nodiscard]] Result<BacktestReport> backtest(const BacktestOrder &order);

} // namespace qd::rules
