// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

namespace qd::query {

/// A sum and what rounding took from it (Kahan, improved by Neumaier; promql/functions.go, kahanSumInc).
struct CompensatedSum
{
    double sum = 0;
    double lost = 0;

    void add(double value)
    {
        const double next = sum + value;
        if (std::isinf(next))
            lost = 0;
        else if (std::abs(sum) >= std::abs(value))
            lost += (sum - next) + value;
        else
            lost += (value - next) + sum;
        sum = next;
    }
    [[nodiscard]] double total() const { return sum + lost; }
};

/// A mean by such a sum; when that overflows, by increments from there on.
class CompensatedMean
{
public:
    void add(double value)
    {
        ++m_count;
        if (!m_byIncrements) {
            CompensatedSum next = m_state;
            next.add(value);
            if (m_count == 1 || !std::isinf(next.sum)) {
                m_state = m_count == 1 ? CompensatedSum{value, 0} : next;
                return;
            }
            m_byIncrements = true;
            m_state = {m_state.sum / (m_count - 1), m_state.lost / (m_count - 1)};
        }
        const double kept = (m_count - 1) / m_count;
        m_state = {kept * m_state.sum, kept * m_state.lost};
        m_state.add(value / m_count);
    }
    [[nodiscard]] double mean() const
    {
        return m_byIncrements ? m_state.total() : m_state.sum / m_count + m_state.lost / m_count;
    }

private:
    CompensatedSum m_state;
    double m_count = 0;
    bool m_byIncrements = false;
};

} // namespace qd::query
