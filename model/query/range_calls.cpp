// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/function_calls.h"
#include "model/query/label_choice.h"
#include "model/query/selectors.h"
#include "model/query/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace qd::query {

namespace {

/// What a function of a range is given at one step.
struct WindowInput
{
    std::span<const Sample> samples;
    RangeWindow window;
    Timestamp at{};       ///< the step; the window ends earlier by the offset
    double parameter = 0; ///< the scalar argument, where there is one
};
using WindowFunction = std::optional<double> (*)(const WindowInput &);

std::optional<double> unlessEmpty(const WindowInput &in, double value)
{
    return in.samples.empty() ? std::nullopt : std::optional(value);
}

std::optional<double> quantileOverTime(const WindowInput &in)
{
    if (in.samples.empty())
        return std::nullopt;
    std::vector<double> values(in.samples.size());
    std::ranges::transform(in.samples, values.begin(), &Sample::value);
    return quantileOf(in.parameter, values);
}

std::optional<double> predictLinear(const WindowInput &in)
{
    const auto line = regression(in.samples, in.at);
    return line ? std::optional(line->slope * in.parameter + line->value) : std::nullopt;
}

std::optional<double> derivative(const WindowInput &in)
{
    if (in.samples.empty())
        return std::nullopt;
    const auto line = regression(in.samples, in.samples.front().at);
    return line ? std::optional(line->slope) : std::nullopt;
}

std::optional<double> deviation(const WindowInput &in)
{
    const auto variance = varianceOverTime(in.samples);
    return variance ? std::optional(std::sqrt(*variance)) : std::nullopt;
}

struct NamedWindowFunction
{
    Function function;
    WindowFunction apply;
};
const std::array windowFunctions{
    NamedWindowFunction{Function::AvgOverTime, [](const WindowInput &in) { return avgOverTime(in.samples); }},
    NamedWindowFunction{Function::Changes, [](const WindowInput &in) { return changes(in.samples); }},
    NamedWindowFunction{Function::CountOverTime,
                        [](const WindowInput &in) { return unlessEmpty(in, double(in.samples.size())); }},
    NamedWindowFunction{Function::Delta, [](const WindowInput &in) { return delta(in.samples, in.window); }},
    NamedWindowFunction{Function::Deriv, derivative},
    NamedWindowFunction{Function::Idelta, [](const WindowInput &in) { return idelta(in.samples); }},
    NamedWindowFunction{Function::Increase, [](const WindowInput &in) { return increase(in.samples, in.window); }},
    NamedWindowFunction{Function::Irate, [](const WindowInput &in) { return irate(in.samples); }},
    NamedWindowFunction{Function::LastOverTime,
                        [](const WindowInput &in) {
                            return in.samples.empty() ? std::nullopt : std::optional(in.samples.back().value);
                        }},
    NamedWindowFunction{Function::MaxOverTime, [](const WindowInput &in) { return maxOverTime(in.samples); }},
    NamedWindowFunction{Function::MinOverTime, [](const WindowInput &in) { return minOverTime(in.samples); }},
    NamedWindowFunction{Function::PredictLinear, predictLinear},
    NamedWindowFunction{Function::PresentOverTime, [](const WindowInput &in) { return unlessEmpty(in, 1); }},
    NamedWindowFunction{Function::QuantileOverTime, quantileOverTime},
    NamedWindowFunction{Function::Rate, [](const WindowInput &in) { return rate(in.samples, in.window); }},
    NamedWindowFunction{Function::Resets, [](const WindowInput &in) { return resets(in.samples); }},
    NamedWindowFunction{Function::StddevOverTime, deviation},
    NamedWindowFunction{Function::StdvarOverTime,
                        [](const WindowInput &in) { return varianceOverTime(in.samples); }},
    NamedWindowFunction{Function::SumOverTime, [](const WindowInput &in) { return sumOverTime(in.samples); }},
};

bool looksLikeACounter(std::string_view name)
{
    static constexpr std::array<std::string_view, 4> endings{"_total", "_sum", "_count", "_bucket"};
    return name.empty() || std::ranges::any_of(endings, [&](auto ending) { return name.ends_with(ending); });
}

class RangeCall
{
public:
    RangeCall(Evaluation &evaluation, const Expression &where, const Call &call)
        : m_evaluation(evaluation)
        , m_where(where)
        , m_call(call)
        , m_function(call.function->function)
        , m_range(
              *std::ranges::find(call.arguments, ValueType::Matrix, [](const auto &a) { return a->type; })->get())
        , m_shape(shapeOfRange(m_range))
        , m_apply(std::ranges::find(windowFunctions, m_function, &NamedWindowFunction::function)->apply)
    {}

    GridResult run()
    {
        if (const auto taken = takeParameter(); !taken)
            return tl::unexpected(taken.error());
        const auto visited =
            forEachRanged(m_evaluation, m_range, [this](const RangedSeries &series) { return take(series); });
        if (!visited)
            return tl::unexpected(visited.error());
        return std::move(m_found);
    }

private:
    QueryResult<void> takeParameter()
    {
        const auto given =
            std::ranges::find(m_call.arguments, ValueType::Scalar, [](const auto &a) { return a->type; });
        if (given == m_call.arguments.end())
            return {};
        auto values = m_evaluation.scalar(**given);
        if (!values)
            return tl::unexpected(values.error());
        m_parameters = std::move(*values);
        if (m_function != Function::QuantileOverTime)
            return {};
        for (const double q : m_parameters) {
            if (!(q >= 0 && q <= 1))
                m_evaluation.warn(
                    **given,
                    QStringLiteral("quantile value should be between 0 and 1, got %1").arg(shortNumber(q)));
        }
        return {};
    }

    QueryResult<void> take(const RangedSeries &series)
    {
        if (const auto paid = m_evaluation.charge(m_evaluation.steps(), m_where); !paid)
            return paid;
        std::vector<double> values(m_evaluation.steps(), missing());
        if (!fill(series, values))
            return m_evaluation.stopped(m_where);
        if (std::ranges::all_of(values, isMissing))
            return {};
        const bool isRate = m_function == Function::Rate || m_function == Function::Increase;
        if (isRate && !looksLikeACounter(series.key->name))
            m_evaluation.inform(m_range, QStringLiteral("metric might not be a counter, name does not end in "
                                                        "_total/_sum/_count/_bucket: \"%1\"")
                                             .arg(QString::fromStdString(series.key->name)));
        const bool keepsName = m_function == Function::LastOverTime;
        m_found.series.push_back({series.key, std::move(values), series.nameDropped || !keepsName});
        return {};
    }

    /// False when it was time to stop.
    bool fill(const RangedSeries &series, std::vector<double> &values)
    {
        constexpr std::size_t betweenLooks = 1'000'000; // samples: some milliseconds
        SlidingWindow sliding(m_evaluation, m_shape, series.samples);
        std::size_t seen = 0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto samples = sliding.at(i);
            seen += samples.size();
            if (seen > betweenLooks) {
                if (m_evaluation.isStopped())
                    return false;
                seen = 0;
            }
            const double parameter = m_parameters.empty() ? 0 : m_parameters[i];
            if (const auto value = m_apply({samples, sliding.window(), m_evaluation.grid().at(i), parameter}))
                values[i] = *value;
        }
        return true;
    }

    Evaluation &m_evaluation;
    const Expression &m_where;
    const Call &m_call;
    Function m_function;
    const Expression &m_range;
    RangeShape m_shape;
    WindowFunction m_apply;
    std::vector<double> m_parameters;
    GridValue m_found;
};

} // namespace

GridResult calledOnRange(Evaluation &evaluation, const Expression &where, const Call &call)
{
    return RangeCall(evaluation, where, call).run();
}

} // namespace qd::query
