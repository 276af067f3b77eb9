// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/window_functions.h"

#include "model/query/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace qd::query {

namespace {

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

std::optional<Line> lineThrough(const WindowInput &in, Timestamp at)
{
    return in.figures && in.figures->line ? in.figures->line->within(in.first, in.samples.size(), at)
                                          : regression(in.samples, at);
}

std::optional<double> predictLinear(const WindowInput &in)
{
    const auto line = lineThrough(in, in.at);
    return line ? std::optional(line->slope * in.parameter + line->value) : std::nullopt;
}

std::optional<double> derivative(const WindowInput &in)
{
    if (in.samples.empty())
        return std::nullopt;
    const auto line = lineThrough(in, in.samples.front().at);
    return line ? std::optional(line->slope) : std::nullopt;
}

std::optional<double> deviation(const WindowInput &in)
{
    const auto variance = varianceOverTime(in.samples);
    return variance ? std::optional(std::sqrt(*variance)) : std::nullopt;
}

std::optional<double> countedIn(const std::optional<PairCounts> &counts, const WindowInput &in)
{
    return in.samples.empty() ? std::nullopt : std::optional<double>(counts->within(in.first, in.samples.size()));
}

Resets resetsIn(const WindowInput &in)
{
    const bool isKnown = in.figures && !in.samples.empty();
    return isKnown && in.figures->resets->within(in.first, in.samples.size()) == 0 ? Resets::None
                                                                                   : Resets::ToBeFound;
}

std::optional<double> extremeIn(const WindowInput &in)
{
    return in.samples.empty() ? std::nullopt
                              : std::optional(in.figures->extreme->within(in.first, in.samples.size()));
}

/// Nothing where it has to be walked for.
std::optional<double> sumIn(const WindowInput &in)
{
    const bool isKnown = in.figures && !in.samples.empty();
    return isKnown ? in.figures->sum->within(in.first, in.samples.size()) : std::nullopt;
}

struct NamedWindowFunction
{
    Function function;
    WindowFunction apply;
};
const std::array windowFunctions{
    NamedWindowFunction{Function::AvgOverTime,
                        [](const WindowInput &in) {
                            const auto sum = sumIn(in);
                            return sum ? std::optional(*sum / double(in.samples.size())) : avgOverTime(in.samples);
                        }},
    NamedWindowFunction{Function::Changes,
                        [](const WindowInput &in) {
                            return in.figures ? countedIn(in.figures->changes, in) : changes(in.samples);
                        }},
    NamedWindowFunction{Function::CountOverTime,
                        [](const WindowInput &in) { return unlessEmpty(in, double(in.samples.size())); }},
    NamedWindowFunction{Function::Delta, [](const WindowInput &in) { return delta(in.samples, in.window); }},
    NamedWindowFunction{Function::Deriv, derivative},
    NamedWindowFunction{Function::Idelta, [](const WindowInput &in) { return idelta(in.samples); }},
    NamedWindowFunction{Function::Increase,
                        [](const WindowInput &in) { return increase(in.samples, in.window, resetsIn(in)); }},
    NamedWindowFunction{Function::Irate, [](const WindowInput &in) { return irate(in.samples); }},
    NamedWindowFunction{Function::LastOverTime,
                        [](const WindowInput &in) {
                            return in.samples.empty() ? std::nullopt : std::optional(in.samples.back().value);
                        }},
    NamedWindowFunction{
        Function::MaxOverTime,
        [](const WindowInput &in) { return in.figures ? extremeIn(in) : maxOverTime(in.samples); }},
    NamedWindowFunction{
        Function::MinOverTime,
        [](const WindowInput &in) { return in.figures ? extremeIn(in) : minOverTime(in.samples); }},
    NamedWindowFunction{Function::PredictLinear, predictLinear},
    NamedWindowFunction{Function::PresentOverTime, [](const WindowInput &in) { return unlessEmpty(in, 1); }},
    NamedWindowFunction{Function::QuantileOverTime, quantileOverTime},
    NamedWindowFunction{Function::Rate,
                        [](const WindowInput &in) { return rate(in.samples, in.window, resetsIn(in)); }},
    NamedWindowFunction{
        Function::Resets,
        [](const WindowInput &in) { return in.figures ? countedIn(in.figures->resets, in) : resets(in.samples); }},
    NamedWindowFunction{Function::StddevOverTime, deviation},
    NamedWindowFunction{Function::StdvarOverTime,
                        [](const WindowInput &in) { return varianceOverTime(in.samples); }},
    NamedWindowFunction{Function::SumOverTime,
                        [](const WindowInput &in) {
                            const auto sum = sumIn(in);
                            return sum ? sum : sumOverTime(in.samples);
                        }},
};

} // namespace

SeriesFigures SeriesFigures::of(Function function, std::span<const Sample> samples)
{
    SeriesFigures figures;
    if (function == Function::Rate || function == Function::Increase || function == Function::Resets)
        figures.resets.emplace(samples, isReset);
    else if (function == Function::Changes)
        figures.changes.emplace(samples, isChange);
    else if (function == Function::MinOverTime)
        figures.extreme.emplace(samples, SlidingExtreme::Wanted::Least);
    else if (function == Function::MaxOverTime)
        figures.extreme.emplace(samples, SlidingExtreme::Wanted::Largest);
    else if (function == Function::AvgOverTime || function == Function::SumOverTime)
        figures.sum.emplace(samples);
    if (function == Function::Deriv || function == Function::PredictLinear) {
        figures.line.emplace(samples);
        if (!figures.line->isUsable())
            figures.line.reset();
    }
    return figures;
}

WindowFunction windowFunction(Function function)
{
    return std::ranges::find(windowFunctions, function, &NamedWindowFunction::function)->apply;
}

} // namespace qd::query
