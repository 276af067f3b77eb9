// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

namespace qd::query {

/// A sum and what rounding took from it, as promql/functions.go has it in kahanSumInc. The error of each addition
/// is computed exactly and without a branch (Knuth's two-sum), which comes to the same.
struct CompensatedSum
{
    double sum = 0;
    double lost = 0; ///< no number once the sum is infinite

    void add(double value)
    {
        const double next = sum + value;
        const double added = next - sum;
        lost += (sum - (next - added)) + (value - added);
        sum = next;
    }
    [[nodiscard]] double total() const { return std::isinf(sum) ? sum : sum + lost; }
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
