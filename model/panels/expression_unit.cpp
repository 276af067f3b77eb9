// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/panels/expression_unit.h"

#include "model/panels/metric_meaning.h"
#include "model/query/functions.h"

#include <algorithm>

namespace qd {

namespace {

using query::Function;

/// As stored: what is drawn as a rate is asked for by its own name here.
Unit storedUnit(const query::VectorSelector &selector, const SeriesSnapshot &history)
{
    const auto name = std::ranges::find_if(selector.matchers, [](const query::Matcher &m) {
        return m.label == "__name__" && m.kind == query::MatchKind::Equal;
    });
    if (name == selector.matchers.end())
        return Unit::Number;
    const SeriesView series = history.first(name->value);
    const MetricMeaning meaning = meaningOf(name->value, series.isNull() ? SeriesType::Unknown : series.type());
    switch (meaning.part) {
    case MetricPart::Value:
        return meaning.unit;
    case MetricPart::Bucket:
    case MetricPart::Count:
        return Unit::Number;
    case MetricPart::Counter:
    case MetricPart::Sum:
        break;
    }
    return meaning.unit == Unit::BytesPerSecond ? Unit::Bytes
           : meaning.unit == Unit::Ratio        ? Unit::Seconds
                                                : Unit::Number;
}

Unit perSecondOf(Unit unit)
{
    switch (unit) {
    case Unit::Bytes:
        return Unit::BytesPerSecond;
    case Unit::Seconds:
        return Unit::Ratio; // seconds of work in each second: a share of the time
    case Unit::Number:
    case Unit::Count:
        return Unit::PerSecond;
    default:
        return Unit::Number;
    }
}

/// The bounds of the buckets are what a quantile is among.
Unit boundUnit(const query::Expression &expression, const SeriesSnapshot &history);

class UnitFinder
{
public:
    explicit UnitFinder(const SeriesSnapshot &history)
        : m_history(history)
    {}

    Unit operator()(const query::NumberLiteral &) const { return Unit::Number; }
    Unit operator()(const query::StringLiteral &) const { return Unit::Number; }
    Unit operator()(const query::VectorSelector &node) const { return storedUnit(node, m_history); }
    Unit operator()(const query::MatrixSelector &node) const { return storedUnit(node.selector, m_history); }
    Unit operator()(const query::Subquery &node) const { return of(node.inner); }
    Unit operator()(const query::Negation &node) const { return of(node.inner); }
    Unit operator()(const query::Parentheses &node) const { return of(node.inner); }

    Unit operator()(const query::Aggregate &node) const
    {
        using enum query::AggregateKind;
        const bool counts =
            node.kind == Count || node.kind == Group || node.kind == CountValues || node.kind == Stdvar;
        return counts ? Unit::Number : of(node.inner);
    }

    Unit operator()(const query::Binary &node) const
    {
        using enum query::BinaryKind;
        const bool keepsLeft = query::isSetOperator(node.kind) || query::isComparison(node.kind);
        if (keepsLeft)
            return node.returnsBool ? Unit::Number : isConstant(*node.left) ? of(node.right) : of(node.left);
        const Unit left = of(node.left);
        const Unit right = of(node.right);
        if (node.kind == Add || node.kind == Subtract)
            return isConstant(*node.right) || left == right ? left : isConstant(*node.left) ? right : Unit::Number;
        // What is multiplied by a constant is another unit as often as not: seconds × 1000, a share × 100.
        return Unit::Number;
    }

    Unit operator()(const query::Call &node) const
    {
        using enum Function;
        const auto argument = [&](std::size_t i) { return of(node.arguments[i]); };
        switch (node.function->function) {
        case Rate:
        case Irate:
        case Deriv:
            return perSecondOf(argument(0));
        case HistogramQuantile:
            return boundUnit(*node.arguments[1], m_history);
        case QuantileOverTime:
            return argument(1);
        case Abs:
        case AvgOverTime:
        case Ceil:
        case Clamp:
        case ClampMax:
        case ClampMin:
        case Delta:
        case Floor:
        case Idelta:
        case Increase:
        case LabelJoin:
        case LabelReplace:
        case LastOverTime:
        case MaxOverTime:
        case MinOverTime:
        case PredictLinear:
        case Round:
        case Function::Scalar:
        case Sort:
        case SortDesc:
        case StddevOverTime:
        case SumOverTime:
            return argument(0);
        default:
            return Unit::Number;
        }
    }

private:
    [[nodiscard]] Unit of(const query::ExpressionPtr &inner) const { return std::visit(*this, inner->node); }
    static bool isConstant(const query::Expression &expression)
    {
        return std::holds_alternative<query::NumberLiteral>(expression.node);
    }

    const SeriesSnapshot &m_history;
};

Unit boundUnit(const query::Expression &expression, const SeriesSnapshot &history)
{
    if (const auto *aggregate = std::get_if<query::Aggregate>(&expression.node))
        return boundUnit(*aggregate->inner, history);
    if (const auto *inner = std::get_if<query::Parentheses>(&expression.node))
        return boundUnit(*inner->inner, history);
    if (const auto *call = std::get_if<query::Call>(&expression.node); call && !call->arguments.empty())
        return boundUnit(*call->arguments.front(), history);
    const auto *range = std::get_if<query::MatrixSelector>(&expression.node);
    const auto *instant = std::get_if<query::VectorSelector>(&expression.node);
    if (!range && !instant)
        return Unit::Number;
    for (const query::Matcher &matcher : (range ? range->selector : *instant).matchers) {
        if (matcher.label == "__name__" && matcher.kind == query::MatchKind::Equal)
            return meaningOf(matcher.value, SeriesType::Histogram).unit;
    }
    return Unit::Number;
}

} // namespace

Unit unitOf(const query::Expression &expression, const SeriesSnapshot &history)
{
    return std::visit(UnitFinder(history), expression.node);
}

} // namespace qd
