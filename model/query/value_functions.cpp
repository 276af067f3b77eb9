// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/function_calls.h"
#include "model/query/selectors.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qd::query {

namespace {

constexpr double noValue = std::numeric_limits<double>::quiet_NaN();

/// math.Max and math.Min of Go: an infinity that decides beats NaN, NaN beats the rest.
double goMax(double a, double b)
{
    if (a == std::numeric_limits<double>::infinity() || b == std::numeric_limits<double>::infinity())
        return std::numeric_limits<double>::infinity();
    return std::isnan(a) || std::isnan(b) ? noValue : std::max(a, b);
}
double goMin(double a, double b)
{
    return -goMax(-a, -b);
}

double sign(double value)
{
    return value > 0 ? 1 : (value < 0 ? -1 : value);
}

/// A function of one number applied to every value.
GridResult mapped(Evaluation &evaluation, const Call &call, double (*function)(double))
{
    auto found = evaluation.value(*call.arguments.front());
    if (!found)
        return found;
    for (GridSeries &series : found->series) {
        series.nameDropped = true;
        for (double &value : series.values)
            value = isMissing(value) ? value : function(value);
    }
    return found;
}

struct Bounds
{
    std::vector<double> low;
    std::vector<double> high;
};

QueryResult<Bounds> boundsOf(Evaluation &evaluation, const Call &call)
{
    constexpr double infinite = std::numeric_limits<double>::infinity();
    const bool hasLow = call.function->function != Function::ClampMax;
    const bool hasHigh = call.function->function != Function::ClampMin;
    Bounds bounds{std::vector<double>(evaluation.steps(), -infinite),
                  std::vector<double>(evaluation.steps(), infinite)};
    if (hasLow) {
        auto low = evaluation.scalar(*call.arguments[1]);
        if (!low)
            return tl::unexpected(low.error());
        bounds.low = std::move(*low);
    }
    if (hasHigh) {
        auto high = evaluation.scalar(*call.arguments.back());
        if (!high)
            return tl::unexpected(high.error());
        bounds.high = std::move(*high);
    }
    return bounds;
}

GridResult clamped(Evaluation &evaluation, const Call &call)
{
    auto found = evaluation.value(*call.arguments.front());
    if (!found)
        return found;
    const auto bounds = boundsOf(evaluation, call);
    if (!bounds)
        return tl::unexpected(bounds.error());
    for (GridSeries &series : found->series) {
        series.nameDropped = true;
        for (std::size_t i = 0; i < series.values.size(); ++i) {
            double &value = series.values[i];
            if (!isMissing(value))
                value = bounds->high[i] < bounds->low[i] ? missing()
                                                         : goMax(bounds->low[i], goMin(bounds->high[i], value));
        }
    }
    return found;
}

GridResult rounded(Evaluation &evaluation, const Call &call)
{
    auto found = evaluation.value(*call.arguments.front());
    if (!found)
        return found;
    std::vector<double> nearest(evaluation.steps(), 1);
    if (call.arguments.size() > 1) {
        auto given = evaluation.scalar(*call.arguments[1]);
        if (!given)
            return tl::unexpected(given.error());
        nearest = std::move(*given);
    }
    for (GridSeries &series : found->series) {
        series.nameDropped = true;
        for (std::size_t i = 0; i < series.values.size(); ++i) {
            const double inverse = 1 / nearest[i]; // 1 / 0.1 is nearer to 10 than 0.1 to a tenth
            double &value = series.values[i];
            value = isMissing(value) ? value : std::floor(value * inverse + 0.5) / inverse;
        }
    }
    return found;
}

/// The only element's value at each step, NaN where there is none or more than one.
GridResult asScalar(Evaluation &evaluation, const Expression &where, const Call &call)
{
    const auto found = evaluation.value(*call.arguments.front());
    if (!found)
        return found;
    if (const auto paid = evaluation.chargeSeries(1, where); !paid)
        return tl::unexpected(paid.error());
    std::vector<double> values(evaluation.steps(), noValue);
    std::vector<int> seen(evaluation.steps(), 0);
    for (const GridSeries &series : found->series) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!isMissing(series.values[i]))
                values[i] = ++seen[i] == 1 ? series.values[i] : noValue;
        }
    }
    return Evaluation::ofScalar(std::move(values));
}

/// By value, NaN last. Series of a range have the order of their labels whatever is done.
GridResult sorted(Evaluation &evaluation, const Expression &where, const Call &call)
{
    auto found = evaluation.value(*call.arguments.front());
    if (!found)
        return found;
    if (evaluation.steps() > 1) {
        evaluation.warn(where, QStringLiteral("sort is ineffective for range queries since results are always "
                                              "ordered by labels"));
        return found;
    }
    const bool falls = call.function->function == Function::SortDesc;
    std::erase_if(found->series, [](const GridSeries &series) { return isMissing(series.values.front()); });
    std::ranges::stable_sort(found->series, [falls](const GridSeries &a, const GridSeries &b) {
        const double x = a.values.front();
        const double y = b.values.front();
        if (std::isnan(x) || std::isnan(y))
            return !std::isnan(x) && std::isnan(y);
        return falls ? x > y : x < y;
    });
    return found;
}

std::vector<double> instants(const StepGrid &grid)
{
    std::vector<double> values(grid.count);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = std::chrono::duration<double>(grid.at(i).time_since_epoch()).count();
    return values;
}

/// Of a selector the samples' own times; of all else the instant.
GridResult timestamps(Evaluation &evaluation, const Call &call)
{
    const Expression &inner = withoutParentheses(*call.arguments.front());
    const auto *selector = std::get_if<VectorSelector>(&inner.node);
    auto found = selector ? selected(evaluation, inner, *selector, SelectedFigure::Time) : evaluation.value(inner);
    if (!found)
        return found;
    const std::vector<double> now = instants(evaluation.grid());
    for (GridSeries &series : found->series) {
        series.nameDropped = true;
        for (std::size_t i = 0; i < now.size() && !selector; ++i)
            series.values[i] = isMissing(series.values[i]) ? missing() : now[i];
    }
    return found;
}

GridResult instantsOf(Evaluation &evaluation, const Expression &where)
{
    if (const auto paid = evaluation.chargeSeries(1, where); !paid)
        return tl::unexpected(paid.error());
    return Evaluation::ofScalar(instants(evaluation.grid()));
}

} // namespace

GridResult calledOnValues(Evaluation &evaluation, const Expression &where, const Call &call)
{
    switch (call.function->function) {
    case Function::Abs:
        return mapped(evaluation, call, [](double v) { return std::abs(v); });
    case Function::Ceil:
        return mapped(evaluation, call, [](double v) { return std::ceil(v); });
    case Function::Exp:
        return mapped(evaluation, call, [](double v) { return std::exp(v); });
    case Function::Floor:
        return mapped(evaluation, call, [](double v) { return std::floor(v); });
    case Function::Ln:
        return mapped(evaluation, call, [](double v) { return std::log(v); });
    case Function::Log10:
        return mapped(evaluation, call, [](double v) { return std::log10(v); });
    case Function::Log2:
        return mapped(evaluation, call, [](double v) { return std::log2(v); });
    case Function::Sgn:
        return mapped(evaluation, call, sign);
    case Function::Sqrt:
        return mapped(evaluation, call, [](double v) { return std::sqrt(v); });
    case Function::Clamp:
    case Function::ClampMax:
    case Function::ClampMin:
        return clamped(evaluation, call);
    case Function::Round:
        return rounded(evaluation, call);
    case Function::Scalar:
        return asScalar(evaluation, where, call);
    case Function::Sort:
    case Function::SortDesc:
        return sorted(evaluation, where, call);
    case Function::Timestamp:
        return timestamps(evaluation, call);
    case Function::Vector:
        return evaluation.value(*call.arguments.front());
    default:
        return instantsOf(evaluation, where);
    }
}

} // namespace qd::query
