// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/sliding_line.h"

#include <cmath>

namespace qd::query {

namespace {

/// Longer than a double, so that subtracting neighbours costs no digit that counts.
long double difference(const CompensatedSum &to, const CompensatedSum &from)
{
    return (static_cast<long double>(to.sum) - from.sum) + (static_cast<long double>(to.lost) - from.lost);
}

} // namespace

SlidingLine::SlidingLine(std::span<const Sample> samples)
    : m_samples(samples)
    , m_differences(samples, [](double a, double b) { return a != b; })
{
    m_before.reserve(samples.size() + 1);
    Sums sums;
    m_before.push_back(sums);
    for (const Sample &sample : samples) {
        const std::int64_t x = (sample.at - samples.front().at).count();
        const double product = static_cast<double>(x) * sample.value;
        sums.x += x;
        sums.xx += static_cast<Wide>(x) * x;
        sums.y.add(sample.value);
        sums.xy.add(product);
        sums.xy.add(std::fma(static_cast<double>(x), sample.value, -product)); // what rounding took from it
        m_before.push_back(sums);
    }
    m_isUsable = std::isfinite(sums.y.total()) && std::isfinite(sums.xy.total());
}

std::optional<Line> SlidingLine::within(std::size_t first, std::size_t count, Timestamp at) const
{
    if (count < 2)
        return std::nullopt;
    if (m_differences.within(first, count) == 0)
        return Line{0, m_samples[first].value};
    const Sums &from = m_before[first];
    const Sums &to = m_before[first + count];
    const std::int64_t origin = (m_samples[first].at - m_samples.front().at).count();
    const auto n = static_cast<std::int64_t>(count);
    const std::int64_t x = to.x - from.x - n * origin;
    const Wide xx =
        to.xx - from.xx - 2 * static_cast<Wide>(origin) * (to.x - from.x) + static_cast<Wide>(n) * origin * origin;
    const long double y = difference(to.y, from.y);
    const long double xy = difference(to.xy, from.xy) - static_cast<long double>(origin) * y;
    const long double mean = static_cast<long double>(x) / n;
    const long double slope = (xy - mean * y) / (static_cast<long double>(xx) - mean * x);
    const auto until = static_cast<long double>((at - m_samples[first].at).count());
    return Line{static_cast<double>(slope * 1000), static_cast<double>(y / n + slope * (until - mean))};
}

} // namespace qd::query
