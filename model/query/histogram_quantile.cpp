// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/histogram_quantile.h"

#include "model/series/exposition_scanner.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qd::query {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// util/almost of Prometheus: equal but for rounding.
bool almostEqual(double a, double b)
{
    constexpr double tolerance = 1e-12; // smallDeltaTolerance
    constexpr double smallest = std::numeric_limits<double>::min();
    if (a == b)
        return true;
    const double sum = std::abs(a) + std::abs(b);
    const double difference = std::abs(a - b);
    if (a == 0 || b == 0 || sum < smallest)
        return difference < tolerance * smallest;
    return difference / std::min(sum, std::numeric_limits<double>::max()) < tolerance;
}

void addUpEqualBounds(std::vector<Bucket> &buckets)
{
    std::size_t kept = 0;
    for (std::size_t i = 1; i < buckets.size(); ++i) {
        if (buckets[i].upperBound == buckets[kept].upperBound)
            buckets[kept].count += buckets[i].count;
        else
            buckets[++kept] = buckets[i];
    }
    buckets.resize(std::min(buckets.size(), kept + 1));
}

/// Lifts counts that fall; true when one fell by more than rounding.
bool makeMonotonic(std::vector<Bucket> &buckets)
{
    bool forced = false;
    for (std::size_t i = 1; i < buckets.size(); ++i) {
        const double before = buckets[i - 1].count;
        const bool rounding = almostEqual(before, buckets[i].count);
        if (!rounding && !(buckets[i].count < before))
            continue;
        forced |= !rounding;
        buckets[i].count = before;
    }
    return forced;
}

} // namespace

Distribution::Distribution(std::vector<Bucket> buckets)
    : m_buckets(std::move(buckets))
{
    std::stable_sort(m_buckets.begin(), m_buckets.end(),
                     [](const Bucket &a, const Bucket &b) { return a.upperBound < b.upperBound; });
    addUpEqualBounds(m_buckets);
    m_forced = makeMonotonic(m_buckets);
}

bool Distribution::isComplete() const
{
    return m_buckets.size() >= 2 && m_buckets.back().upperBound == infinity;
}

QuantileResult Distribution::quantile(double q) const
{
    if (std::isnan(q))
        return {nan, false};
    if (q < 0 || q > 1)
        return {q < 0 ? -infinity : infinity, false};
    if (!isComplete() || m_buckets.back().count == 0)
        return {nan, false};
    double rank = q * m_buckets.back().count;
    const auto highest = m_buckets.end() - 1;
    const auto found = std::find_if(m_buckets.begin(), highest, [&](const Bucket &b) { return b.count >= rank; });
    if (found == highest)
        return {(highest - 1)->upperBound, m_forced};
    if (found == m_buckets.begin() && found->upperBound <= 0)
        return {found->upperBound, m_forced};
    double begin = 0;
    double count = found->count;
    if (found != m_buckets.begin()) {
        begin = (found - 1)->upperBound;
        count -= (found - 1)->count;
        rank -= (found - 1)->count;
    }
    return {begin + (found->upperBound - begin) * (rank / count), m_forced};
}

double Distribution::count() const
{
    return isComplete() ? m_buckets.back().count : nan;
}

std::optional<double> Distribution::upperBoundOfLargest() const
{
    if (!isComplete() || !(m_buckets.back().count > 0))
        return std::nullopt;
    const double all = m_buckets.back().count;
    const auto found =
        std::find_if(m_buckets.begin(), m_buckets.end(), [&](const Bucket &b) { return b.count >= all; });
    return found == m_buckets.end() - 1 ? (found - 1)->upperBound : found->upperBound;
}

QuantileResult histogramQuantile(double q, std::vector<Bucket> buckets)
{
    return Distribution(std::move(buckets)).quantile(q);
}

std::optional<double> bucketBound(std::string_view le)
{
    const auto bound = exposition::number(le);
    return bound && !std::isnan(*bound) ? bound : std::nullopt;
}

} // namespace qd::query
