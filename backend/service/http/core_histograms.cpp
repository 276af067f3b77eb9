// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/core_histograms.h"

#include "backend/service/http/metrics_text.h"

#include <algorithm>

namespace sessiond::http {

void CoarseHistogram::add(std::chrono::nanoseconds took)
{
    const double seconds = std::chrono::duration<double>(took).count();
    const auto at = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
    m_buckets[static_cast<std::size_t>(at)].fetch_add(1, std::memory_order_relaxed);
    m_nanoseconds.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(0, took.count())),
                            std::memory_order_relaxed);
}

std::array<std::uint64_t, CoarseHistogram::bounds.size() + 1> CoarseHistogram::buckets() const
{
    std::array<std::uint64_t, bounds.size() + 1> copy;
    std::transform(m_buckets.begin(), m_buckets.end(), copy.begin(),
                   [](const auto &bucket) { return bucket.load(std::memory_order_relaxed); });
    return copy;
}

double CoarseHistogram::sum() const
{
    return decimalSeconds(m_nanoseconds.load(std::memory_order_relaxed));
}

void CoreHistograms::databaseQuery(Query query, std::chrono::nanoseconds took)
{
    m_queries[static_cast<std::size_t>(query)].add(took);
}

void CoreHistograms::collectorPass(std::chrono::nanoseconds took)
{
    m_passes.add(took);
}

} // namespace sessiond::http
