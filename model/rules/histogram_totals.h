// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/histogram_quantile.h"
#include "model/rules/windowed_totals.h"

#include <map>
#include <string_view>

namespace qd {

/// Totals of the buckets of one histogram, or of several with the same bounds added up.
class HistogramTotals
{
public:
    /// The total of the bucket `le`; nothing when that is no number.
    [[nodiscard]] std::optional<std::size_t> totalOf(std::string_view le, WindowedTotals &totals);
    [[nodiscard]] bool isEmpty() const { return m_byBound.empty(); }
    /// The distribution of what was observed since `base`.
    [[nodiscard]] query::Distribution since(const WindowedTotals::Base &base, const WindowedTotals &totals) const;

private:
    std::map<double, std::size_t> m_byBound;
};

} // namespace qd
