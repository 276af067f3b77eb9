// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/sliding_figures.h"

#include <cmath>

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

} // namespace qd::query
