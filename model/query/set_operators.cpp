// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/binary_operators.h"
#include "model/query/label_choice.h"

namespace qd::query {

namespace {

/// For each signature, at which steps one of the series has a value.
using Presence = std::unordered_map<std::string, std::vector<bool>>;

Presence presenceOf(const LabelChoice &choice, const std::vector<GridSeries> &series, std::size_t steps)
{
    Presence found;
    for (const GridSeries &one : series) {
        std::vector<bool> &present = found[choice.signature(*one.key)];
        present.resize(steps, false);
        for (std::size_t i = 0; i < steps; ++i)
            present[i] = present[i] || !isMissing(one.values[i]);
    }
    return found;
}

/// Takes values away where a series of `other` with the same signature is there (or is not).
void filter(std::vector<GridSeries> &series, const LabelChoice &choice, const Presence &other, bool keepsPresent)
{
    for (GridSeries &one : series) {
        const auto found = other.find(choice.signature(*one.key));
        for (std::size_t i = 0; i < one.values.size(); ++i) {
            const bool isThere = found != other.end() && found->second[i];
            if (isThere != keepsPresent)
                one.values[i] = missing();
        }
    }
}

} // namespace

GridResult combinedSets(const Evaluation &evaluation, const Expression &where, GridValue left, GridValue right)
{
    const auto &node = std::get<Binary>(where.node);
    const LabelChoice choice(node.matching.on, node.matching.labels);
    const std::size_t steps = evaluation.steps();
    if (node.kind != BinaryKind::Or) {
        filter(left.series, choice, presenceOf(choice, right.series, steps), node.kind == BinaryKind::And);
        return left;
    }
    filter(right.series, choice, presenceOf(choice, left.series, steps), false);
    SeriesSet all(steps);
    for (GridValue *side : {&left, &right}) {
        for (GridSeries &series : side->series) {
            if (!all.add(std::move(series)))
                return evaluation.duplicates(where);
        }
    }
    return GridValue{all.take(), {}};
}

} // namespace qd::query
