// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/backtest.h"
#include "model/series/series_store.h"

#include <map>

namespace qd::rules {

/// The instants at which a rule is evaluated over a span: multiples of its interval.
struct RuleGrid
{
    TimeRange span;
    Millis interval{};
    Millis offset{}; ///< how far back the rule looks at each

    [[nodiscard]] Timestamp first() const;
    /// How many there are.
    [[nodiscard]] std::size_t count() const;
};

/// What a rule gave over all of a grid.
struct RangeOutcome
{
    std::vector<Firing> firings;
    int evaluations = 0;
    int failures = 0;
    QString failure;
    std::vector<std::string> unmatched;
    /// Its series, a cell an instant of `times`; absentMarker() where it gave none. What fails gives no row.
    std::vector<std::int64_t> times;
    std::map<SeriesKey, std::vector<double>> columns;
};

/// Evaluates a rule over a grid, its expression at once where that has an answer, else instant by instant. The
/// history holds what earlier rules recorded over all of the grid.
[[nodiscard]] RangeOutcome evaluateRange(RuleEvaluation &rule, const SeriesSnapshot &history, const RuleGrid &grid,
                                         const RuleSettings &settings);

/// The columns as a group of the store called `name`, with stale markers where series end.
void storeColumns(SeriesStore &store, Millis interval, const std::string &name, const RangeOutcome &outcome);

} // namespace qd::rules
