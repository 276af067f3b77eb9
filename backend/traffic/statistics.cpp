// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/statistics.h"

#include <boost/json/array.hpp>
#include <cmath>

namespace qd::traffic {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 3> classNames{"login", "validate", "other"};

std::size_t classOf(Route route)
{
    return route == Route::Login ? 0 : route == Route::Validate ? 1 : 2;
}

/// Milliseconds with three decimals, as people read them.
double millis(double seconds)
{
    return std::round(seconds * 1e6) / 1e3;
}

json::object quantiles(const LatencyHistogram &latency)
{
    return {{"count", latency.count()},
            {"p50_ms", millis(latency.quantileSeconds(0.50))},
            {"p95_ms", millis(latency.quantileSeconds(0.95))},
            {"p99_ms", millis(latency.quantileSeconds(0.99))},
            {"mean_ms", millis(latency.meanSeconds())},
            {"max_ms", millis(latency.maxSeconds())}};
}

json::array cumulativeBuckets(const LatencyHistogram &latency)
{
    json::array made;
    const auto counts = latency.inServiceBuckets();
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kServiceBounds; ++i) {
        sum += counts[i];
        if (counts[i] != 0) {
            made.push_back(json::array{serviceBoundsSeconds()[i], sum});
        }
    }
    return made;
}

json::object toJson(const SessionCounts &counts)
{
    return {{"logins", counts.logins},
            {"logouts", counts.logouts},
            {"abandoned", counts.abandoned},
            {"lost", counts.lost},
            {"open", counts.open}};
}

} // namespace

std::string_view nameOf(Route route)
{
    static constexpr std::array<std::string_view, kRoutes> names{"login",  "validate", "session_data",
                                                                 "logout", "sessions", "me"};
    return names[std::size_t(route)];
}

void Statistics::record(Route route, const HttpOutcome &outcome)
{
    ++m_requests;
    if (!outcome.answered()) {
        ++m_unanswered;
        return;
    }
    ++m_statuses[std::size_t(route)][outcome.status];
    m_refused += outcome.status == 429 || outcome.status >= 500;
    m_latency[std::size_t(route)].record(outcome.latency);
    // The service leaves refused logins and validations out of its histograms, and these are laid beside them.
    if (outcome.status < 400 || (route != Route::Login && route != Route::Validate)) {
        m_classes[classOf(route)].record(outcome.latency);
    }
    m_recent.record(outcome.latency);
}

std::uint64_t Statistics::statusCount(Route route, int status) const
{
    const auto &statuses = m_statuses[std::size_t(route)];
    const auto found = statuses.find(status);
    return found == statuses.end() ? 0 : found->second;
}

json::object Statistics::progress(double secondsSinceLast)
{
    const auto fresh = m_requests - m_requestsBefore;
    m_requestsBefore = m_requests;
    json::object line{
        {"event", "progress"},
        {"requests", m_requests},
        {"rate", secondsSinceLast > 0 ? std::round(double(fresh) / secondsSinceLast * 10) / 10 : 0.0},
        {"unanswered", m_unanswered},
        {"refused", m_refused},
        {"sessions", toJson(sessions)},
        {"p50_ms", millis(m_recent.quantileSeconds(0.50))},
        {"p99_ms", millis(m_recent.quantileSeconds(0.99))}};
    m_recent.clear();
    return line;
}

json::object Statistics::report(double seconds) const
{
    json::object routes;
    for (std::size_t i = 0; i < kRoutes; ++i) {
        json::object route = quantiles(m_latency[i]);
        json::object statuses;
        for (const auto &[status, count] : m_statuses[i]) {
            statuses[std::to_string(status)] = count;
        }
        route["statuses"] = std::move(statuses);
        routes[nameOf(Route(i))] = std::move(route);
    }
    json::object classes;
    for (std::size_t i = 0; i < classNames.size(); ++i) {
        json::object one = quantiles(m_classes[i]);
        one["buckets"] = cumulativeBuckets(m_classes[i]);
        classes[classNames[i]] = std::move(one);
    }
    return {{"event", "report"},
            {"seconds", std::round(seconds * 1000) / 1000},
            {"requests", m_requests},
            {"rate", seconds > 0 ? std::round(double(m_requests) / seconds * 10) / 10 : 0.0},
            {"unanswered", m_unanswered},
            {"refused", m_refused},
            {"sessions", toJson(sessions)},
            {"routes", std::move(routes)},
            {"classes", std::move(classes)}};
}

} // namespace qd::traffic
