// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/threshold.h"

#include "model/query/label_choice.h"
#include "model/query/parser.h"

namespace qd::query {

namespace {

std::optional<double> arithmetic(BinaryKind kind, double left, double right)
{
    switch (kind) {
    case BinaryKind::Add:
        return left + right;
    case BinaryKind::Subtract:
        return left - right;
    case BinaryKind::Multiply:
        return left * right;
    case BinaryKind::Divide:
        return left / right;
    default:
        return std::nullopt;
    }
}

std::optional<double> constantIn(const Expression &expression)
{
    if (const auto *number = std::get_if<NumberLiteral>(&expression.node))
        return number->value;
    if (const auto *inner = std::get_if<Parentheses>(&expression.node))
        return constantIn(*inner->inner);
    if (const auto *negation = std::get_if<Negation>(&expression.node)) {
        const auto value = constantIn(*negation->inner);
        return value ? std::optional(-*value) : std::nullopt;
    }
    if (const auto *binary = std::get_if<Binary>(&expression.node)) {
        const auto left = constantIn(*binary->left);
        const auto right = left ? constantIn(*binary->right) : std::nullopt;
        if (right)
            return arithmetic(binary->kind, *left, *right);
    }
    return std::nullopt;
}

/// The text of a left side: what stands before the right one, without the operator and what belongs to it.
std::string leftOf(std::string_view text, const Binary &binary)
{
    std::string_view left = text.substr(binary.left->begin, binary.right->begin - binary.left->begin);
    left = left.substr(0, left.find_last_of("<>=!"));
    return std::string(left.substr(0, left.find_last_not_of("<>=! \t\r\n") + 1));
}

std::optional<Threshold> thresholdOf(std::string_view text, const Expression &expression)
{
    if (const auto *inner = std::get_if<Parentheses>(&expression.node))
        return thresholdOf(text, *inner->inner);
    const auto *binary = std::get_if<Binary>(&expression.node);
    if (!binary)
        return std::nullopt;
    if (isSetOperator(binary->kind)) {
        auto left = thresholdOf(text, *binary->left);
        return left ? left : thresholdOf(text, *binary->right);
    }
    if (!isComparison(binary->kind) || binary->left->type != ValueType::Vector)
        return std::nullopt;
    const auto limit = constantIn(*binary->right);
    return limit ? std::optional(Threshold{leftOf(text, *binary), *limit}) : std::nullopt;
}

} // namespace

std::optional<Threshold> thresholdIn(std::string_view text)
{
    const auto parsed = parse(text);
    return parsed ? thresholdOf(text, **parsed) : std::nullopt;
}

std::string withThreshold(std::string_view text)
{
    const auto threshold = thresholdIn(text);
    if (!threshold)
        return std::string(text);
    const std::string limit = numberText(threshold->limit);
    // With a label of its own: a sum has none, and beside it the limit would be left out.
    return "(" + threshold->compared + ") or label_replace(vector(" + limit + "), \"" + limitLabel + "\", \"" +
           limit + "\", \"" + limitLabel + "\", \"\")";
}

} // namespace qd::query
