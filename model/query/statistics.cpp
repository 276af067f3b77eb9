// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/statistics.h"

#include "model/query/compensated_sum.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qd::query {

namespace {

constexpr double noNumber = std::numeric_limits<double>::quiet_NaN();

bool isLessWithNaNFirst(double a, double b)
{
    return std::isnan(a) ? !std::isnan(b) : a < b;
}

} // namespace

double quantileOf(double q, std::vector<double> &values)
{
    if (values.empty() || std::isnan(q))
        return noNumber;
    if (q < 0 || q > 1)
        return q < 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    std::ranges::sort(values, isLessWithNaNFirst);
    const auto last = static_cast<double>(values.size() - 1);
    const double rank = q * last;
    const double lower = std::max(0.0, std::floor(rank));
    const double upper = std::min(last, lower + 1);
    const double weight = rank - std::floor(rank);
    return values[static_cast<std::size_t>(lower)] * (1 - weight) +
           values[static_cast<std::size_t>(upper)] * weight;
}

std::optional<double> varianceOverTime(std::span<const Sample> samples)
{
    if (samples.empty())
        return std::nullopt;
    double count = 0;
    CompensatedSum mean;
    CompensatedSum squares;
    for (const Sample &sample : samples) {
        ++count;
        const double before = sample.value - mean.total();
        mean.add(before / count);
        squares.add(before * (sample.value - mean.total()));
    }
    return squares.total() / count;
}

std::optional<Line> regression(std::span<const Sample> samples, Timestamp at)
{
    if (samples.size() < 2)
        return std::nullopt;
    const double first = samples.front().value;
    if (std::ranges::all_of(samples, [&](const Sample &s) { return s.value == first; }))
        return std::isinf(first) ? Line{noNumber, noNumber} : Line{0, first};
    // From the first sample on, in whole milliseconds: what is added up of them is exact, or nearly so.
    const Timestamp origin = samples.front().at;
    double x = 0;
    double xx = 0;
    CompensatedSum y;
    CompensatedSum xy;
    for (const Sample &sample : samples) {
        const auto since = static_cast<double>((sample.at - origin).count());
        x += since;
        xx += since * since;
        y.add(sample.value);
        xy.add(since * sample.value);
    }
    const auto n = static_cast<double>(samples.size());
    const double slope = (xy.total() - x * y.total() / n) / (xx - x * x / n);
    const auto until = static_cast<double>((at - origin).count());
    return Line{slope * 1000, y.total() / n + slope * (until - x / n)};
}

bool isChange(double before, double after)
{
    return before != after && !(std::isnan(before) && std::isnan(after));
}

bool isReset(double before, double after)
{
    return after < before;
}

std::optional<double> changes(std::span<const Sample> samples)
{
    if (samples.empty())
        return std::nullopt;
    int found = 0;
    for (std::size_t i = 1; i < samples.size(); ++i)
        found += isChange(samples[i - 1].value, samples[i].value) ? 1 : 0;
    return found;
}

std::optional<double> resets(std::span<const Sample> samples)
{
    if (samples.empty())
        return std::nullopt;
    int found = 0;
    for (std::size_t i = 1; i < samples.size(); ++i)
        found += isReset(samples[i - 1].value, samples[i].value) ? 1 : 0;
    return found;
}

} // namespace qd::query
