// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace qd::exchange {

/// What sorting left out.
struct Doubles
{
    std::int64_t count = 0;     ///< times that were there already
    std::int64_t conflicts = 0; ///< of those, with another value
};

/// Sorts samples by time; of several of one time the one that stood first is kept.
[[nodiscard]] Doubles sortSamples(std::vector<std::int64_t> &times, std::vector<double> &values);

} // namespace qd::exchange
