// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/evaluator.h"

#include "model/query/evaluation.h"
#include "model/query/parser.h"
#include "model/query/selectors.h"

#include <algorithm>

namespace qd::query {

struct Query::Prepared
{
    std::string text;
    ExpressionPtr expression;
};

namespace {

/// The series of an answer: names that were dropped are gone, and what is one series without them is put together.
GridResult withoutDroppedNames(const Evaluation &evaluation, const Expression &where, GridValue value)
{
    SeriesSet all(evaluation.steps());
    for (GridSeries &series : value.series) {
        if (series.nameDropped && !series.key->name.empty())
            series.key = std::make_shared<const SeriesKey>(SeriesKey{{}, series.key->labels});
        series.nameDropped = false;
        if (!std::ranges::all_of(series.values, isMissing) && !all.add(std::move(series)))
            return evaluation.duplicates(where);
    }
    return GridValue{all.take(), std::move(value.text)};
}

QueryResult<std::vector<ResultSeries>> rangesAt(Evaluation &evaluation, const Expression &expression)
{
    std::vector<ResultSeries> found;
    const RangeShape shape = shapeOfRange(expression);
    const auto visited =
        forEachRanged(evaluation, expression, [&](const RangedSeries &series) -> QueryResult<void> {
            SlidingWindow window(evaluation, shape, series.samples);
            const auto samples = window.at(0);
            const std::string name = series.nameDropped ? std::string() : series.key->name;
            if (!samples.empty())
                found.push_back({{name, series.key->labels}, {samples.begin(), samples.end()}});
            return {};
        });
    if (!visited)
        return tl::unexpected(visited.error());
    std::ranges::sort(found, {}, &ResultSeries::key);
    const auto twice = std::ranges::adjacent_find(found, {}, &ResultSeries::key);
    if (twice != found.end())
        return evaluation.duplicates(expression);
    return found;
}

std::vector<VectorElement> elementsOf(const GridValue &value, Timestamp at)
{
    std::vector<VectorElement> found;
    found.reserve(value.series.size());
    for (const GridSeries &series : value.series)
        found.push_back({*series.key, {at, series.values.front()}});
    return found;
}

std::vector<ResultSeries> seriesOf(const GridValue &value, const StepGrid &grid)
{
    std::vector<ResultSeries> found;
    found.reserve(value.series.size());
    for (const GridSeries &series : value.series) {
        ResultSeries one{*series.key, {}};
        for (std::size_t i = 0; i < grid.count; ++i) {
            if (!isMissing(series.values[i]))
                one.samples.push_back({grid.at(i), series.values[i]});
        }
        found.push_back(std::move(one));
    }
    std::ranges::sort(found, {}, &ResultSeries::key);
    return found;
}

} // namespace

Query::Query(std::shared_ptr<const Prepared> prepared)
    : m_prepared(std::move(prepared))
{}

QueryResult<Query> Query::prepare(std::string text)
{
    auto parsed = parse(text);
    if (!parsed)
        return tl::unexpected(parsed.error());
    return Query(std::make_shared<const Prepared>(Prepared{std::move(text), std::move(*parsed)}));
}

ValueType Query::type() const
{
    return m_prepared->expression->type;
}

const std::string &Query::text() const
{
    return m_prepared->text;
}

const Expression &Query::expression() const
{
    return *m_prepared->expression;
}

QueryResult<Answer> Query::at(const SeriesSnapshot &history, Timestamp at, const QueryOptions &options) const
{
    EvaluationState state{m_prepared->text, history, options, 0, {}};
    Evaluation evaluation(state, {at, Millis(1), 1});
    Answer answer;
    if (type() == ValueType::Matrix) {
        auto ranges = rangesAt(evaluation, expression());
        if (!ranges)
            return tl::unexpected(ranges.error());
        answer.value = std::move(*ranges);
    } else {
        auto value = evaluation.value(expression());
        if (value)
            value = withoutDroppedNames(evaluation, expression(), std::move(*value));
        if (!value)
            return tl::unexpected(value.error());
        if (type() == ValueType::String)
            answer.value = std::move(value->text);
        else if (type() == ValueType::Scalar)
            answer.value = value->series.front().values.front();
        else
            answer.value = elementsOf(*value, at);
    }
    static_cast<Remarks &>(answer) = std::move(state.remarks);
    return answer;
}

QueryResult<RangeAnswer> Query::over(const SeriesSnapshot &history, Timestamp start, Timestamp end, Millis step,
                                     const QueryOptions &options) const
{
    EvaluationState state{m_prepared->text, history, options, 0, {}};
    Evaluation nowhere(state, {start, Millis(1), 1});
    if (step <= Millis(0) || end < start)
        return nowhere.fail(expression(), QStringLiteral("a range goes from a start to an end that is not before "
                                                         "it, in steps longer than nothing"));
    if (type() != ValueType::Scalar && type() != ValueType::Vector)
        return nowhere.fail(
            expression(),
            QStringLiteral("invalid expression type \"%1\" for range query, must be Scalar or instant Vector")
                .arg(QString::fromUtf8(nameOf(type()).data(), qsizetype(nameOf(type()).size()))));
    const StepGrid grid{start, step, static_cast<std::size_t>((end - start) / step + 1)};
    if (const auto paid = nowhere.charge(grid.count, expression()); !paid)
        return tl::unexpected(paid.error());
    Evaluation evaluation(state, grid);
    auto value = evaluation.value(expression());
    if (value)
        value = withoutDroppedNames(evaluation, expression(), std::move(*value));
    if (!value)
        return tl::unexpected(value.error());
    RangeAnswer answer;
    answer.series = seriesOf(*value, grid);
    static_cast<Remarks &>(answer) = std::move(state.remarks);
    return answer;
}

} // namespace qd::query
