// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/compensated_sum.h"
#include "model/query/sliding_figures.h"
#include "model/query/statistics.h"

namespace qd::query {

/// regression() of any window of one series, in a time that does not depend on the window's length: by differences
/// of sums from the beginning on, which are kept so exactly that what cancels out does not matter.
class SlidingLine
{
public:
    explicit SlidingLine(std::span<const Sample> samples);

    /// False where a value, or a sum of them, is not finite: windows have to be walked through then.
    [[nodiscard]] bool isUsable() const { return m_isUsable; }
    /// Of `count` samples from `first` on; nothing of fewer than two.
    [[nodiscard]] std::optional<Line> within(std::size_t first, std::size_t count, Timestamp at) const;

private:
    __extension__ using Wide = __int128;
    /// Of all samples before one.
    struct Sums
    {
        std::int64_t x = 0; ///< milliseconds since the first sample of the series
        Wide xx = 0;
        CompensatedSum y;
        CompensatedSum xy;
    };

    std::span<const Sample> m_samples;
    std::vector<Sums> m_before;
    PairCounts m_differences;
    bool m_isUsable = true;
};

} // namespace qd::query
