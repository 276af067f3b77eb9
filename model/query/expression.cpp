// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/expression.h"

#include "model/query/label_pattern.h"

#include <array>

namespace qd::query {

std::string_view nameOf(ValueType type)
{
    static constexpr std::array<std::string_view, 4> names{"scalar", "instant vector", "range vector", "string"};
    return names[static_cast<std::size_t>(type)];
}

std::string_view nameOf(BinaryKind kind)
{
    static constexpr std::array<std::string_view, 16> names{
        "+", "-", "*", "/", "%", "^", "atan2", "==", "!=", ">", "<", ">=", "<=", "and", "or", "unless"};
    return names[static_cast<std::size_t>(kind)];
}

bool isComparison(BinaryKind kind)
{
    return kind >= BinaryKind::Equal && kind <= BinaryKind::LessEqual;
}

bool isSetOperator(BinaryKind kind)
{
    return kind >= BinaryKind::And;
}

std::string_view nameOf(AggregateKind kind)
{
    static constexpr std::array<std::string_view, 12> names{"sum",   "avg",     "min",      "max",
                                                            "count", "group",   "stddev",   "stdvar",
                                                            "topk",  "bottomk", "quantile", "count_values"};
    return names[static_cast<std::size_t>(kind)];
}

bool takesParameter(AggregateKind kind)
{
    return kind >= AggregateKind::TopK;
}

bool Matcher::matches(std::string_view candidate) const
{
    switch (kind) {
    case MatchKind::Equal:
        return candidate == value;
    case MatchKind::NotEqual:
        return candidate != value;
    case MatchKind::Matches:
        return pattern->matches(candidate);
    case MatchKind::MatchesNot:
        break;
    }
    return !pattern->matches(candidate);
}

const Expression &withoutParentheses(const Expression &expression)
{
    const Expression *inner = &expression;
    while (const auto *parentheses = std::get_if<Parentheses>(&inner->node))
        inner = parentheses->inner.get();
    return *inner;
}

} // namespace qd::query
