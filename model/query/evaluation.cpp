// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/evaluation.h"

#include "model/query/aggregations.h"
#include "model/query/binary_operators.h"
#include "model/query/function_calls.h"
#include "model/query/label_choice.h"
#include "model/query/selectors.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace qd::query {

QString shortNumber(double value)
{
    if (!std::isfinite(value))
        return QString::fromStdString(numberText(value));
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QueryResult<void> Evaluation::charge(std::size_t samples, const Expression &where) const
{
    if (isStopped())
        return stopped(where);
    // What is refused was not done.
    if (samples > options().mostSamples || m_state.spent > options().mostSamples - samples)
        return tooMuch(where, QStringLiteral("query processing would load too many samples into memory in query "
                                             "execution: more than %1; ask for fewer series or a shorter time")
                                  .arg(options().mostSamples));
    m_state.spent += samples;
    if (options().spent)
        *options().spent = m_state.spent;
    return {};
}

QueryResult<void> Evaluation::chargeKey(const SeriesKey &key, const Expression &where) const
{
    std::size_t bytes = key.name.size();
    for (const auto &[name, value] : key.labels.pairs())
        bytes += name.size() + value.size();
    return charge(bytes / sizeof(Sample), where);
}

QueryResult<void> Evaluation::chargeSeries(std::size_t series, const Expression &where) const
{
    if (series > options().mostSeries)
        return tooMuch(where, QStringLiteral("more than %1 series; select fewer").arg(options().mostSeries));
    if (m_grid.count > options().mostSamples)
        return charge(m_grid.count, where);
    return charge(series * m_grid.count, where);
}

tl::unexpected<QueryError> Evaluation::stopped(const Expression &where) const
{
    return tooMuch(where, QStringLiteral("the evaluation took too long and was stopped"));
}

tl::unexpected<QueryError> Evaluation::tooMuch(const Expression &where, const QString &words) const
{
    return queryFailure(QueryFault::TooMuch, m_state.text, where.begin, words);
}

tl::unexpected<QueryError> Evaluation::fail(const Expression &where, QString words) const
{
    return queryFailure(QueryFault::Execution, m_state.text, where.begin, std::move(words));
}

tl::unexpected<QueryError> Evaluation::duplicates(const Expression &where) const
{
    return fail(where, QStringLiteral("vector cannot contain metrics with the same labelset"));
}

QString Evaluation::placed(const Expression &where, const QString &words) const
{
    const auto place = queryFailure(QueryFault::Execution, m_state.text, where.begin, {});
    return QStringLiteral("%1 (%2:%3)").arg(words).arg(place.value().line).arg(place.value().column);
}

void Evaluation::warn(const Expression &where, const QString &words) const
{
    const QString all = placed(where, QStringLiteral("PromQL warning: ") + words);
    if (std::ranges::find(m_state.remarks.warnings, all) == m_state.remarks.warnings.end())
        m_state.remarks.warnings.push_back(all);
}

void Evaluation::inform(const Expression &where, const QString &words) const
{
    const QString all = placed(where, QStringLiteral("PromQL info: ") + words);
    if (std::ranges::find(m_state.remarks.infos, all) == m_state.remarks.infos.end())
        m_state.remarks.infos.push_back(all);
}

void Evaluation::warnOfQuantiles(const Expression &where, const std::vector<double> &quantiles) const
{
    double last = 0;
    for (const double q : quantiles) {
        const bool isKnown = q == last || (std::isnan(q) && std::isnan(last)); // most are the same at every step
        if (!(q >= 0 && q <= 1) && !isKnown)
            warn(where, QStringLiteral("quantile value should be between 0 and 1, got %1").arg(shortNumber(q)));
        last = q;
    }
}

GridValue Evaluation::ofScalar(std::vector<double> values)
{
    GridValue value;
    value.series.push_back({noLabels(), std::move(values), false});
    return value;
}

QueryResult<std::vector<double>> Evaluation::scalar(const Expression &expression)
{
    auto found = value(expression);
    if (!found)
        return tl::unexpected(found.error());
    return std::move(found->series.front().values);
}

GridResult Evaluation::value(const Expression &expression)
{
    if (const auto *number = std::get_if<NumberLiteral>(&expression.node)) {
        if (const auto paid = chargeSeries(1, expression); !paid)
            return tl::unexpected(paid.error());
        return ofScalar(std::vector<double>(steps(), number->value));
    }
    if (const auto *text = std::get_if<StringLiteral>(&expression.node))
        return GridValue{{}, text->value};
    if (const auto *selector = std::get_if<VectorSelector>(&expression.node))
        return selected(*this, expression, *selector, SelectedFigure::Value);
    if (const auto *negated = std::get_if<Negation>(&expression.node))
        return negation(*negated->inner);
    if (const auto *parentheses = std::get_if<Parentheses>(&expression.node))
        return value(*parentheses->inner);
    if (std::holds_alternative<Binary>(expression.node))
        return operatorChain(expression);
    if (const auto *aggregate = std::get_if<Aggregate>(&expression.node))
        return aggregated(*this, expression, *aggregate);
    const auto *call = std::get_if<Call>(&expression.node);
    assert(call); // the parser lets ranges stand in calls only
    return called(*this, expression, *call);
}

// a + b + c + … is nested as deep as it is long: its left side is walked, not descended into.
GridResult Evaluation::operatorChain(const Expression &top)
{
    std::vector<const Expression *> chain;
    const Expression *first = &top;
    for (; std::holds_alternative<Binary>(first->node); first = std::get<Binary>(first->node).left.get())
        chain.push_back(first);
    GridResult left = value(*first);
    for (auto at = chain.rbegin(); left && at != chain.rend(); ++at) {
        const auto &node = std::get<Binary>((*at)->node);
        auto right = value(*node.right);
        if (!right)
            return right;
        left = combined(*this, **at, std::move(*left), std::move(*right));
    }
    return left;
}

GridResult Evaluation::negation(const Expression &inner)
{
    auto found = value(inner);
    if (!found)
        return found;
    for (GridSeries &series : found->series) {
        series.nameDropped = inner.type == ValueType::Vector;
        for (double &v : series.values)
            v = isMissing(v) ? v : -v;
    }
    return found;
}

} // namespace qd::query
