// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/traffic/http_pool.h"
#include "backend/traffic/latency.h"

#include <array>
#include <boost/json/object.hpp>
#include <map>
#include <string_view>

namespace qd::traffic {

/// The routes a user calls, named as sessiond labels them.
enum class Route : std::uint8_t { Login, Validate, SessionData, Logout, Sessions, Me };
inline constexpr std::size_t kRoutes = 6;
[[nodiscard]] std::string_view nameOf(Route route);

/// What became of the sessions of a population.
struct SessionCounts
{
    std::uint64_t logins = 0;
    std::uint64_t logouts = 0;
    std::uint64_t abandoned = 0;
    std::uint64_t lost = 0; ///< 401 on a session that should have lived: timed out, purged, ended by an operator
    std::uint64_t open = 0; ///< signed in now
};

/// Counts and latencies of a run, by route and in the three classes sessiond measures (login, validate, other).
/// Latency covers every request that was answered, whatever the status; in the classes login and validate only
/// those that were not refused, as in the service's own histograms.
class Statistics
{
public:
    void record(Route route, const HttpOutcome &outcome);

    SessionCounts sessions;

    [[nodiscard]] std::uint64_t requests() const { return m_requests; }
    [[nodiscard]] std::uint64_t unanswered() const { return m_unanswered; }
    [[nodiscard]] std::uint64_t statusCount(Route route, int status) const;
    [[nodiscard]] const LatencyHistogram &latency(Route route) const { return m_latency[std::size_t(route)]; }

    /// The line of one second: counts so far, rate and quantiles since the last call.
    [[nodiscard]] boost::json::object progress(double secondsSinceLast);
    /// Everything: `requests`, `unanswered`, `rate`, `sessions`, `routes` (counts by status, quantiles in ms)
    /// and `classes` (the same with the service's buckets as [upper bound in seconds, cumulative count]).
    [[nodiscard]] boost::json::object report(double seconds) const;

private:
    std::array<LatencyHistogram, kRoutes> m_latency;
    std::array<LatencyHistogram, 3> m_classes;
    LatencyHistogram m_recent;
    std::array<std::map<int, std::uint64_t>, kRoutes> m_statuses;
    std::uint64_t m_requests = 0;
    std::uint64_t m_unanswered = 0;
    std::uint64_t m_requestsBefore = 0;
    std::uint64_t m_refused = 0; ///< answered 429 or 5xx
};

} // namespace qd::traffic
