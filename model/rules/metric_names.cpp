// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/metric_names.h"

#include "model/query/selector_walk.h"
#include "model/rules/derived_names.h"

#include <algorithm>

namespace qd::rules {

namespace {

/// Whether a template may ask a query; one that only speaks of it is taken for one that does.
bool mayAsk(const NamedTemplates &templates)
{
    return std::ranges::any_of(templates, [](const auto &entry) {
        const std::string &text = entry.second.text();
        return text.find("{{") != std::string::npos && text.find("query") != std::string::npos;
    });
}

} // namespace

bool MetricNames::touches(const MetricNames &others) const
{
    if (any || others.any)
        return (any || !names.empty()) && (others.any || !others.names.empty());
    return std::ranges::any_of(names, [&](const std::string &name) { return others.names.contains(name); });
}

void MetricNames::add(const MetricNames &others)
{
    any = any || others.any;
    names.insert(others.names.begin(), others.names.end());
}

MetricNames namesRead(const query::Expression &expression)
{
    MetricNames found;
    query::forEachSelector(expression, [&found](const query::VectorSelector &selector) {
        const auto named = std::ranges::find_if(selector.matchers, [](const query::Matcher &matcher) {
            return matcher.label == "__name__" && matcher.kind == query::MatchKind::Equal;
        });
        if (named == selector.matchers.end())
            found.any = true;
        else
            found.names.insert(named->value);
    });
    return found;
}

MetricNames namesRead(const Rule &rule, const query::Expression &expression)
{
    MetricNames found = namesRead(expression);
    found.any = found.any || mayAsk(rule.labels) || mayAsk(rule.annotations);
    return found;
}

MetricNames namesWritten(const Rule &rule)
{
    if (rule.kind == RuleKind::Recording)
        return {false, {rule.name}};
    return {false, {std::string(alertsMetric), std::string(alertsForStateMetric)}};
}

std::vector<std::string> trulyUnmatched(std::vector<std::string> selectors, const SeriesSnapshot &history)
{
    std::erase_if(selectors, [&](std::string_view selector) {
        const std::string_view name = selector.substr(0, selector.find('{'));
        if (name == alertsMetric || name == alertsForStateMetric)
            return true;
        const bool leak =
            name == derived::leakSuspected || name == derived::leakAdvisory || name == derived::leakTimeToLimit;
        return leak && !history.first(derived::memoryBytes).isNull(); // they look at the same figures
    });
    return selectors;
}

} // namespace qd::rules
