// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/series_data.h"

#include <algorithm>

namespace qd {

// Gallops from the hint and then bisects: next to the hint (the usual case: columns in order) it reads a few
// cells.
Row GroupSnapshot::lowerBound(std::int64_t ms, Row hint) const
{
    Row low = firstRow; // all rows below low are before ms
    Row high = endRow;  // all rows from high on are not
    hint = std::clamp(hint, firstRow, endRow);
    if (hint < endRow && timeAt(hint) < ms) {
        low = hint + 1;
        for (Row step = 1; low < high; step *= 2) {
            const Row probe = low + step;
            if (probe >= high)
                break;
            if (timeAt(probe) >= ms) {
                high = probe;
                break;
            }
            low = probe + 1;
        }
    } else {
        high = hint;
        for (Row step = 1; low < high; step *= 2) {
            const Row probe = high - step;
            if (probe < low)
                break;
            if (timeAt(probe) < ms) {
                low = probe + 1;
                break;
            }
            high = probe;
        }
    }
    while (low < high) {
        const Row middle = low + (high - low) / 2;
        if (timeAt(middle) < ms)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

} // namespace qd
