// SPDX-License-Identifier: GPL-3.0-or-later
// Size: every kind of expression, which name each other.
#pragma once

#include "model/base/time.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// Expressions of the query language: a strict subset of PromQL as Prometheus 3 has it
/// (prometheus.io/docs/prometheus/latest/querying/basics). parse() makes them, and they are immutable afterwards.
namespace qd::query {

enum class ValueType { Scalar, Vector, Matrix, String };

/// "scalar", "instant vector", "range vector", "string", as Prometheus' messages name them.
[[nodiscard]] std::string_view nameOf(ValueType type);

enum class MatchKind { Equal, NotEqual, Matches, MatchesNot };

/// One condition on a label, `__name__` included. A regular expression is matched against the whole value.
struct Matcher
{
    std::string label;
    MatchKind kind = MatchKind::Equal;
    std::string value;

    [[nodiscard]] bool matches(std::string_view candidate) const;
    /// Compiled form of `value` for the two kinds that need one; set by the parser.
    std::shared_ptr<const class LabelPattern> pattern;
};

enum class BinaryKind {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Atan2,
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    And,
    Or,
    Unless,
};
[[nodiscard]] std::string_view nameOf(BinaryKind kind);
[[nodiscard]] bool isComparison(BinaryKind kind);
[[nodiscard]] bool isSetOperator(BinaryKind kind);

enum class AggregateKind {
    Sum,
    Avg,
    Min,
    Max,
    Count,
    Group,
    Stddev,
    Stdvar,
    TopK,
    BottomK,
    Quantile,
    CountValues,
};
[[nodiscard]] std::string_view nameOf(AggregateKind kind);
/// topk, bottomk, quantile and count_values take one before the expression.
[[nodiscard]] bool takesParameter(AggregateKind kind);

struct Expression;
using ExpressionPtr = std::unique_ptr<const Expression>;

struct NumberLiteral
{
    double value = 0;
};
struct StringLiteral
{
    std::string value;
};
/// name{matchers} offset o. The name is one of the matchers.
struct VectorSelector
{
    std::vector<Matcher> matchers;
    Millis offset{0};
};
/// selector[range] offset o
struct MatrixSelector
{
    VectorSelector selector;
    Millis range{0};
};
/// expression[range:step] offset o
struct Subquery
{
    ExpressionPtr inner;
    Millis range{0};
    std::optional<Millis> step; ///< none: the interval of evaluation
    Millis offset{0};
};
struct Negation
{
    ExpressionPtr inner;
};
struct Parentheses
{
    ExpressionPtr inner;
};
enum class Cardinality { OneToOne, ManyToOne, OneToMany };
/// How the samples of two vectors find each other.
struct Matching
{
    Cardinality cardinality = Cardinality::OneToOne;
    bool on = false; ///< by `labels` only; else by all but those
    std::vector<std::string> labels;
    std::vector<std::string> include; ///< labels that group_left or group_right takes from the "one" side
};
struct Binary
{
    BinaryKind kind = BinaryKind::Add;
    ExpressionPtr left;
    ExpressionPtr right;
    bool returnsBool = false;
    Matching matching; ///< between vectors
};
struct Aggregate
{
    AggregateKind kind = AggregateKind::Sum;
    ExpressionPtr inner;
    ExpressionPtr parameter; ///< null where there is none
    bool without = false;
    std::vector<std::string> grouping;
};
struct Call
{
    const struct FunctionSignature *function = nullptr;
    std::vector<ExpressionPtr> arguments;
    /// Of label_replace(), compiled by the parser; null where its text is no pattern, which is an error only when
    /// it is evaluated.
    std::shared_ptr<const class LabelPattern> pattern;
};

struct Expression
{
    std::variant<NumberLiteral, StringLiteral, VectorSelector, MatrixSelector, Subquery, Negation, Parentheses,
                 Binary, Aggregate, Call>
        node;
    ValueType type = ValueType::Scalar;
    std::size_t begin = 0; ///< byte in the text
};

/// The expression inside of parentheses.
[[nodiscard]] const Expression &withoutParentheses(const Expression &expression);

} // namespace qd::query
