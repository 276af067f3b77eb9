// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/request_cells.h"

#include <algorithm>
#include <cmath>

namespace sessiond::http {
namespace {

std::array<std::uint64_t, kLatencyBounds> boundsInNanoseconds()
{
    std::array<std::uint64_t, kLatencyBounds> bounds;
    std::transform(latencyBoundsSeconds().begin(), latencyBoundsSeconds().end(), bounds.begin(),
                   [](double seconds) { return static_cast<std::uint64_t>(std::llround(seconds * 1e9)); });
    return bounds;
}

std::size_t statusIndex(unsigned status)
{
    const auto at = std::find(kStatuses.begin(), kStatuses.end(), status);
    return at == kStatuses.end() ? kStatuses.size() - 1 : static_cast<std::size_t>(at - kStatuses.begin());
}

} // namespace

const std::array<double, kLatencyBounds> &latencyBoundsSeconds()
{
    static const auto bounds = [] {
        std::array<double, kLatencyBounds> seconds;
        for (std::size_t i = 0; i < seconds.size(); ++i) {
            seconds[i] = std::round(16'000.0 * std::exp2(static_cast<double>(i) / 4.0)) * 1e-9;
        }
        return seconds;
    }();
    return bounds;
}

std::string_view nameOf(LatencyClass latency)
{
    switch (latency) {
    case LatencyClass::Validate:
        return "validate";
    case LatencyClass::Login:
        return "login";
    default:
        return "other";
    }
}

void RequestCells::count(RouteLabel label, unsigned status)
{
    add<std::uint64_t>(m_requests[static_cast<std::size_t>(label)][statusIndex(status)], 1);
}

void RequestCells::observe(LatencyClass latency, std::chrono::nanoseconds duration)
{
    static const auto bounds = boundsInNanoseconds();
    const auto nanoseconds = static_cast<std::uint64_t>(std::max<std::int64_t>(0, duration.count()));
    const auto at = std::lower_bound(bounds.begin(), bounds.end(), nanoseconds);
    Latency &cells = m_latency[static_cast<std::size_t>(latency)];
    add<std::uint64_t>(cells.buckets[static_cast<std::size_t>(at - bounds.begin())], 1);
    add<std::uint64_t>(cells.nanoseconds, nanoseconds);
}

void RequestCells::addTo(Totals &totals) const
{
    for (std::size_t label = 0; label < Totals::labels; ++label) {
        for (std::size_t status = 0; status < kStatuses.size(); ++status) {
            totals.requests[label][status] += m_requests[label][status].load(std::memory_order_relaxed);
        }
    }
    for (std::size_t i = 0; i < Totals::classes; ++i) {
        for (std::size_t bucket = 0; bucket <= kLatencyBounds; ++bucket) {
            totals.latency[i].buckets[bucket] += m_latency[i].buckets[bucket].load(std::memory_order_relaxed);
        }
        totals.latency[i].nanoseconds += m_latency[i].nanoseconds.load(std::memory_order_relaxed);
    }
    totals.inFlight += m_inFlight.load(std::memory_order_relaxed);
    totals.connections += m_connections.load(std::memory_order_relaxed);
    totals.bytes += m_bytes.load(std::memory_order_relaxed);
}

} // namespace sessiond::http
