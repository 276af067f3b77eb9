// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/expression.h"
#include "model/query/query_error.h"

namespace qd::query {

/// Longest text and deepest nesting of an expression; what goes beyond is TooMuch.
inline constexpr std::size_t longestExpression = 64 * 1024;
inline constexpr int deepestNesting = 100;
/// Operators of one expression: a + b + c is as deep as it is long, too.
inline constexpr int mostOperators = 2000;

/// An expression of the subset, its types checked, as Prometheus 3 reads it (promql/parser/generated_parser.y).
/// What is PromQL and not in the subset is Unsupported, and said by name; the rest that is no expression is
/// Syntax.
[[nodiscard]] QueryResult<ExpressionPtr> parse(std::string_view text);

} // namespace qd::query
