// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

namespace qd {

/// Running totals of many counters, resets already taken out, and what they were at each scrape of the last while:
/// the rise of any of them over a window costs one subtraction.
class WindowedTotals
{
public:
    /// Scrapes further back than `longest` are forgotten.
    WindowedTotals(Millis longest, Millis interval);

    /// A new total, zero until now.
    [[nodiscard]] std::size_t add();
    void rise(std::size_t total, double by) { m_now[total] += by; }
    /// The totals are complete as of `at`.
    void commit(Timestamp at);

    /// The scrape a window is measured from: the last one at or before its beginning, or the first one within it
    /// when nothing was known then. Nothing while there is only the present one.
    struct Base
    {
        std::size_t row = 0;
        double seconds = 0; ///< from there to the last commit; more than 0
    };
    [[nodiscard]] std::optional<Base> base(Millis window) const;
    /// All that it rose by since the first commit.
    [[nodiscard]] double whole(std::size_t total) const { return m_now[total]; }
    [[nodiscard]] double since(const Base &base, std::size_t total) const;

private:
    struct Row
    {
        Timestamp at{};
        std::vector<double> totals;
    };

    Millis m_longest;
    Millis m_interval;
    std::vector<double> m_now;
    std::deque<Row> m_rows;
};

} // namespace qd
