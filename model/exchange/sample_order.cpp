// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/sample_order.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace qd::exchange {

Doubles sortSamples(std::vector<std::int64_t> &times, std::vector<double> &values)
{
    std::vector<std::uint32_t> order(times.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [&](std::uint32_t i) { return times[i]; });
    Doubles doubles;
    std::vector<std::int64_t> sortedTimes;
    std::vector<double> sortedValues;
    sortedTimes.reserve(times.size());
    sortedValues.reserve(times.size());
    for (const std::uint32_t i : order) {
        if (!sortedTimes.empty() && sortedTimes.back() == times[i]) {
            ++doubles.count;
            const bool same =
                std::bit_cast<std::uint64_t>(sortedValues.back()) == std::bit_cast<std::uint64_t>(values[i]);
            doubles.conflicts += same ? 0 : 1;
            continue;
        }
        sortedTimes.push_back(times[i]);
        sortedValues.push_back(values[i]);
    }
    times = std::move(sortedTimes);
    values = std::move(sortedValues);
    return doubles;
}

} // namespace qd::exchange
