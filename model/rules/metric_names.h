// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/expression.h"
#include "model/rules/rule_file.h"

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

inline constexpr std::string_view alertsMetric = "ALERTS";
inline constexpr std::string_view alertsForStateMetric = "ALERTS_FOR_STATE";

} // namespace qd::rules
