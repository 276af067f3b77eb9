// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/sliding_figures.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qd::query {

double SlidingExtreme::within(std::size_t first, std::size_t count)
{
    for (m_taken = std::max(m_taken, first); m_taken < first + count; ++m_taken) {
        const double value = m_samples[m_taken].value;
        if (std::isnan(value))
            continue;
        while (!m_candidates.empty() && isBetter(value, m_samples[m_candidates.back()].value))
            m_candidates.pop_back();
        m_candidates.push_back(m_taken);
    }
    while (!m_candidates.empty() && m_candidates.front() < first)
        m_candidates.pop_front();
    return m_candidates.empty() ? m_samples[first].value : m_samples[m_candidates.front()].value;
}

SlidingSum::SlidingSum(std::span<const Sample> samples)
{
    m_before.reserve(samples.size() + 1);
    CompensatedSum sum;
    m_before.push_back(sum);
    double largest = 0;
    for (const Sample &sample : samples) {
        sum.add(sample.value);
        largest = std::max(largest, std::abs(sum.sum));
        m_before.push_back(sum);
    }
    // What a sum lost is itself added up of n roundings, each of at most n roundings of the largest sum.
    const auto n = static_cast<long double>(samples.size());
    m_doubt = std::isfinite(sum.total()) ? std::ldexp(n * n * largest, -104)
                                         : std::numeric_limits<long double>::infinity();
}

std::optional<double> SlidingSum::within(std::size_t first, std::size_t count) const
{
    const CompensatedSum &from = m_before[first];
    const CompensatedSum &to = m_before[first + count];
    const long double sum =
        (static_cast<long double>(to.sum) - from.sum) + (static_cast<long double>(to.lost) - from.lost);
    constexpr int digits = std::numeric_limits<double>::digits;
    if (!(std::ldexp(std::abs(sum), -digits - 2) > m_doubt)) // a sum of zeros has a sign, too
        return std::nullopt;
    return static_cast<double>(sum);
}

} // namespace qd::query
