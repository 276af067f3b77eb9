// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/range_functions.h"

#include "model/query/compensated_sum.h"

#include <cmath>

namespace qd::query {

namespace {

enum class Kind { Counter, CounterWithoutResets, Gauge };

double secondsBetween(Timestamp from, Timestamp to)
{
    return std::chrono::duration<double>(to - from).count();
}

/// How much a counter rose: after a fall it began again at zero.
double rise(std::span<const Sample> samples)
{
    double sum = samples.back().value - samples.front().value;
    for (std::size_t i = 1; i < samples.size(); ++i)
        if (samples[i].value < samples[i - 1].value)
            sum += samples[i - 1].value;
    return sum;
}

/// promql/functions.go, extrapolatedRate, without the division by the range.
std::optional<double> extrapolated(std::span<const Sample> samples, const RangeWindow &window, Kind kind)
{
    if (samples.size() < 2)
        return std::nullopt;
    const Sample &first = samples.front();
    const Sample &last = samples.back();
    const double result = kind == Kind::Counter ? rise(samples) : last.value - first.value;
    const bool isCounter = kind != Kind::Gauge;

    const double sampled = secondsBetween(first.at, last.at);
    const double average = sampled / static_cast<double>(samples.size() - 1);
    const double threshold = average * 1.1;
    double toStart = secondsBetween(window.begin(), first.at);
    double toEnd = secondsBetween(last.at, window.end);
    if (toStart >= threshold)
        toStart = average / 2;
    if (isCounter && result > 0 && first.value >= 0)
        toStart = std::min(toStart, sampled * (first.value / result));
    if (toEnd >= threshold)
        toEnd = average / 2;
    return result * ((sampled + toStart + toEnd) / sampled);
}

template <typename Better>
std::optional<double> extreme(std::span<const Sample> samples, Better better)
{
    if (samples.empty())
        return std::nullopt;
    double found = samples.front().value;
    for (const Sample &sample : samples)
        if (better(sample.value, found) || std::isnan(found))
            found = sample.value;
    return found;
}

} // namespace

void collect(const SeriesView &series, const RangeWindow &window, std::vector<Sample> &out)
{
    out.clear();
    series.forEach(window.range(), [&](const Sample &sample) {
        if (!isStaleMarker(sample.value))
            out.push_back(sample);
        return true;
    });
}

std::optional<double> increase(std::span<const Sample> samples, const RangeWindow &window, Resets resets)
{
    return extrapolated(samples, window, resets == Resets::None ? Kind::CounterWithoutResets : Kind::Counter);
}

std::optional<double> rate(std::span<const Sample> samples, const RangeWindow &window, Resets resets)
{
    const auto rose = increase(samples, window, resets);
    return rose ? std::optional(*rose / std::chrono::duration<double>(window.length).count()) : std::nullopt;
}

std::optional<double> delta(std::span<const Sample> samples, const RangeWindow &window)
{
    return extrapolated(samples, window, Kind::Gauge);
}

std::optional<double> irate(std::span<const Sample> samples)
{
    if (samples.size() < 2)
        return std::nullopt;
    const Sample &before = samples[samples.size() - 2];
    const Sample &last = samples.back();
    const double rose = last.value < before.value ? last.value : last.value - before.value;
    return rose / secondsBetween(before.at, last.at);
}

std::optional<double> idelta(std::span<const Sample> samples)
{
    if (samples.size() < 2)
        return std::nullopt;
    return samples.back().value - samples[samples.size() - 2].value;
}

std::optional<double> sumOverTime(std::span<const Sample> samples)
{
    if (samples.empty())
        return std::nullopt;
    CompensatedSum total;
    for (const Sample &sample : samples)
        total.add(sample.value);
    return total.total();
}

std::optional<double> avgOverTime(std::span<const Sample> samples)
{
    if (samples.empty())
        return std::nullopt;
    CompensatedMean mean;
    for (const Sample &sample : samples)
        mean.add(sample.value);
    return mean.mean();
}

std::optional<double> minOverTime(std::span<const Sample> samples)
{
    return extreme(samples, [](double a, double b) { return a < b; });
}

std::optional<double> maxOverTime(std::span<const Sample> samples)
{
    return extreme(samples, [](double a, double b) { return a > b; });
}

} // namespace qd::query
