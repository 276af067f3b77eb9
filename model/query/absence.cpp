// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/function_calls.h"
#include "model/query/label_choice.h"
#include "model/query/selectors.h"

#include <algorithm>
#include <set>

namespace qd::query {

namespace {

/// The labels that a selector says its series would have: those of its only `=` matchers.
/// promql/functions.go, createLabelsForAbsentFunction.
KeyRef absentKey(const Expression &argument)
{
    const Expression &inner = withoutParentheses(argument);
    const VectorSelector *selector = std::get_if<VectorSelector>(&inner.node);
    if (const auto *matrix = std::get_if<MatrixSelector>(&inner.node))
        selector = &matrix->selector;
    if (!selector)
        return noLabels();
    SeriesKey key;
    std::set<std::string_view> seen;
    for (const Matcher &m : selector->matchers) {
        if (m.label == nameLabel)
            continue;
        const bool isOnly = m.kind == MatchKind::Equal && !seen.contains(m.label);
        setLabel(key, m.label, isOnly ? m.value : std::string());
        if (isOnly)
            seen.insert(m.label);
    }
    return std::make_shared<const SeriesKey>(std::move(key));
}

QueryResult<std::vector<bool>> presentInRanges(Evaluation &evaluation, const Expression &range)
{
    std::vector<bool> present(evaluation.steps(), false);
    const RangeShape shape = shapeOfRange(range);
    const auto visited = forEachRanged(evaluation, range, [&](const RangedSeries &series) -> QueryResult<void> {
        SlidingWindow sliding(evaluation, shape, series.samples);
        for (std::size_t i = 0; i < present.size(); ++i)
            present[i] = !sliding.at(i).empty() || present[i];
        return {};
    });
    if (!visited)
        return tl::unexpected(visited.error());
    return present;
}

QueryResult<std::vector<bool>> presentAtInstants(Evaluation &evaluation, const Expression &argument)
{
    const auto value = evaluation.value(argument);
    if (!value)
        return tl::unexpected(value.error());
    std::vector<bool> present(evaluation.steps(), false);
    for (const GridSeries &series : value->series) {
        for (std::size_t i = 0; i < present.size(); ++i)
            present[i] = present[i] || !isMissing(series.values[i]);
    }
    return present;
}

} // namespace

GridResult calledAbsent(Evaluation &evaluation, const Expression &where, const Call &call)
{
    const Expression &argument = *call.arguments.front();
    const auto present = call.function->function == Function::Absent ? presentAtInstants(evaluation, argument)
                                                                     : presentInRanges(evaluation, argument);
    if (!present)
        return tl::unexpected(present.error());
    if (const auto paid = evaluation.chargeSeries(1, where); !paid)
        return tl::unexpected(paid.error());
    std::vector<double> values(evaluation.steps());
    std::ranges::transform(*present, values.begin(), [](bool isThere) { return isThere ? missing() : 1.0; });
    GridValue found;
    if (!std::ranges::all_of(values, isMissing))
        found.series.push_back({absentKey(argument), std::move(values), false});
    return found;
}

} // namespace qd::query
