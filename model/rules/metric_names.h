// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/expression.h"
#include "model/rules/rule_file.h"
#include "model/series/series_snapshot.h"

#include <set>
#include <string>

namespace qd::rules {

/// Metric names that something reads or writes.
struct MetricNames
{
    bool any = false; ///< a selector without a name, or a query that a template asks
    std::set<std::string> names;

    [[nodiscard]] bool touches(const MetricNames &others) const;
    void add(const MetricNames &others);
};

/// The names its selectors ask for.
[[nodiscard]] MetricNames namesRead(const query::Expression &expression);
/// Those of the rule's expression and templates. `expression` is the rule's, parsed.
[[nodiscard]] MetricNames namesRead(const Rule &rule, const query::Expression &expression);
/// The metric that it records, or ALERTS and ALERTS_FOR_STATE.
[[nodiscard]] MetricNames namesWritten(const Rule &rule);

/// Of selectors that matched no series in a history those that say something by it. What is there only while
/// something is wrong is well when it is missing: the series of alerts, and those of the leak detectors where
/// these were at work.
[[nodiscard]] std::vector<std::string> trulyUnmatched(std::vector<std::string> selectors,
                                                      const SeriesSnapshot &history);

inline constexpr std::string_view alertsMetric = "ALERTS";
inline constexpr std::string_view alertsForStateMetric = "ALERTS_FOR_STATE";

} // namespace qd::rules
