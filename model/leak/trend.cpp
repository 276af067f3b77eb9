// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/leak/trend.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

std::vector<double> slopesOf(std::span<const Sample> samples)
{
    std::vector<double> slopes;
    slopes.reserve(samples.size() * samples.size() / 2);
    for (std::size_t i = 0; i < samples.size(); ++i)
        for (std::size_t j = i + 1; j < samples.size(); ++j)
            if (const double seconds = std::chrono::duration<double>(samples[j].at - samples[i].at).count();
                seconds > 0)
                slopes.push_back((samples[j].value - samples[i].value) / seconds);
    return slopes;
}

} // namespace

MonotonicTrend mannKendall(std::span<const double> values)
{
    const auto n = static_cast<double>(values.size());
    double rises = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        for (std::size_t j = i + 1; j < values.size(); ++j)
            rises += values[j] > values[i] ? 1 : values[j] < values[i] ? -1 : 0;
    std::vector<double> sorted(values.begin(), values.end());
    std::ranges::sort(sorted);
    double tiedPairs = 0;
    double variance = n * (n - 1) * (2 * n + 5);
    for (auto it = sorted.begin(); it != sorted.end();) {
        const auto end = std::upper_bound(it, sorted.end(), *it);
        const auto t = static_cast<double>(end - it);
        tiedPairs += t * (t - 1) / 2;
        variance -= t * (t - 1) * (2 * t + 5);
        it = end;
    }
    const double pairs = n * (n - 1) / 2;
    if (!(variance > 0) || pairs <= tiedPairs)
        return {};
    const double continuity = rises > 0 ? -1 : rises < 0 ? 1 : 0;
    return {(rises + continuity) / std::sqrt(variance / 18), rises / std::sqrt(pairs * (pairs - tiedPairs))};
}

std::vector<double> pairwiseSlopes(std::span<const Sample> samples)
{
    auto slopes = slopesOf(samples);
    std::ranges::sort(slopes);
    return slopes;
}

double quantileOfSorted(std::span<const double> sorted, double q)
{
    const double place = q * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

std::optional<double> theilSenSlope(std::span<const Sample> samples)
{
    auto slopes = slopesOf(samples);
    if (slopes.empty())
        return std::nullopt;
    const auto middle = slopes.begin() + static_cast<std::ptrdiff_t>(slopes.size() / 2);
    std::ranges::nth_element(slopes, middle);
    if (slopes.size() % 2 == 1)
        return *middle;
    return (*middle + *std::max_element(slopes.begin(), middle)) / 2;
}

} // namespace qd
