// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/histogram_totals.h"

namespace qd {

std::optional<std::size_t> HistogramTotals::totalOf(std::string_view le, WindowedTotals &totals)
{
    const auto bound = query::bucketBound(le);
    if (!bound)
        return std::nullopt;
    const auto found = m_byBound.find(*bound);
    return found != m_byBound.end() ? found->second : m_byBound.emplace(*bound, totals.add()).first->second;
}

query::Distribution HistogramTotals::since(const WindowedTotals::Base &base, const WindowedTotals &totals) const
{
    std::vector<query::Bucket> buckets;
    buckets.reserve(m_byBound.size());
    for (const auto &[bound, total] : m_byBound)
        buckets.push_back({bound, totals.since(base, total)});
    return query::Distribution(std::move(buckets));
}

} // namespace qd
