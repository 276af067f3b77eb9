// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/labels.h"

#include <array>
#include <string_view>

/// Names of the derived series that charts and tiles draw. They are computed after each scrape from the service's
/// own metrics (DerivedSeries) and carry the target's labels besides those named here. A figure whose inputs are
/// missing, or of which too little is known, has no sample: absent is never zero. Figures are decimals: seconds to
/// a tenth of a microsecond, rates to four places, those a minute to three, bytes whole.
namespace qd::derived {

/// Latency quantile in seconds, from histogram buckets, over the window in the name.
/// {route="validate"|"login"|"other", quantile="0.5"|"0.95"|"0.99"|"1"}; quantile="1" is the upper bound of the
/// slowest request's bucket ("max 12 ms"). Absent when no request ended in the window. The 15 s one is for charts,
/// the 1 min one for tiles and alerts.
inline constexpr std::string_view latency1m = "quarterdeck_request_latency_seconds_1m";
inline constexpr std::string_view latency15s = "quarterdeck_request_latency_seconds_15s";
/// Requests that those quantiles rest on, {route}: the n of "max 12 ms, n = 37". Zero when nobody asked.
inline constexpr std::string_view latencyCount1m = "quarterdeck_request_latency_count_1m";
inline constexpr std::string_view latencyCount15s = "quarterdeck_request_latency_count_15s";

/// Database query time in seconds, all queries together, {quantile} as above; and what it rests on.
inline constexpr std::string_view dbLatency1m = "quarterdeck_db_query_latency_seconds_1m";
inline constexpr std::string_view dbLatency15s = "quarterdeck_db_query_latency_seconds_15s";
inline constexpr std::string_view dbCount1m = "quarterdeck_db_query_latency_count_1m";
inline constexpr std::string_view dbCount15s = "quarterdeck_db_query_latency_count_15s";

/// Requests per second over 15 s, {outcome="ok"|"refused"|"error"}: below 400, 4xx (wrong password, ended session,
/// throttled, malformed), 5xx. Without the routes admin, metrics and health: what we ask ourselves is no traffic.
inline constexpr std::string_view requestRate = "quarterdeck_requests_per_second";
/// The same requests, each counted once since we watch, over restarts of the service: what those rates are rates
/// of.
inline constexpr std::string_view requestCount = "quarterdeck_requests_total";
/// Series of the last scrape that were left out, because the target has more than are kept.
inline constexpr std::string_view seriesLeftOut = "quarterdeck_scrape_series_left_out";

/// Memory in bytes, {component=memoryComponents or "unaccounted"}, made to fit under the resident size of the same
/// scrape: the service reads its parts and the whole one after the other, and a hash (19 MiB and more) may come or
/// go in between. What stands out above resident is taken off hashing, then off all in proportion; "unaccounted"
/// is what is left of resident, so that the stack always ends on it.
inline constexpr std::string_view memoryBytes = "quarterdeck_memory_bytes";
inline constexpr std::array<std::string_view, 7> memoryComponents{
    "sessions", "session_data", "retained", "journal", "accounts", "http", "hashing"};
inline constexpr std::string_view unaccounted = "unaccounted";

/// 5xx among those requests of the last minute, in percent. Absent when there was none.
inline constexpr std::string_view errorPercent1m = "quarterdeck_error_percent_1m";

/// Successful logins per second over the last minute (each makes a session).
inline constexpr std::string_view loginRate = "quarterdeck_logins_per_second";
/// Sessions created and ended per minute, over the last minute.
inline constexpr std::string_view sessionsCreated = "quarterdeck_sessions_created_per_minute";
inline constexpr std::string_view sessionsEnded = "quarterdeck_sessions_ended_per_minute";

/// Robust slope (Theil-Sen) of sessions retained after logout, per minute, over the last 5 min at most, from 30 s
/// on; begins anew when a purge takes a tenth away at once.
inline constexpr std::string_view retainedSlope = "quarterdeck_sessions_retained_per_minute";
/// Robust slope of resident memory in bytes per second, over the last 10 min at most, from 1 min
/// on; begins anew with the process, and when a tenth is given back at once.
inline constexpr std::string_view memorySlope = "quarterdeck_memory_bytes_per_second";
/// (limit - resident) / slope in seconds. Absent while memory does not grow, the limit is unknown, or it is beyond
/// 30 days.
inline constexpr std::string_view memoryTimeToLimit = "quarterdeck_memory_time_to_limit_seconds";

/// 1 while a detector suspects that something leaks: {component, detector="ledger"|"floor"} (model/leak).
/// Component is one of memoryComponents or "unattributed". Absent while nothing is suspected.
inline constexpr std::string_view leakSuspected = "quarterdeck_leak_suspected";
/// 1 beside it while less than a week is known and it may be a rhythm: nobody is woken for it. The same labels.
inline constexpr std::string_view leakAdvisory = "quarterdeck_leak_advisory";
/// Seconds until the limit is reached if it goes on so, {component}. Absent without a limit or a leak.
inline constexpr std::string_view leakTimeToLimit = "quarterdeck_leak_time_to_limit_seconds";
/// The same if the steepest, and the flattest, tenth of what was seen goes on.
inline constexpr std::string_view leakSoonestLimit = "quarterdeck_leak_soonest_limit_seconds";
inline constexpr std::string_view leakLatestLimit = "quarterdeck_leak_latest_limit_seconds";
/// Of a leak, {component}: when it began (seconds since 1970), how fast it grows, and what the ledger counts.
inline constexpr std::string_view leakSince = "quarterdeck_leak_since_timestamp_seconds";
inline constexpr std::string_view leakRate = "quarterdeck_leak_bytes_per_second";
inline constexpr std::string_view leakCount = "quarterdeck_leak_count";
inline constexpr std::string_view leakBytesEach = "quarterdeck_leak_bytes_each";
/// 1 where a lead that people follow first is a false one, {component, lead="start"|"traffic"|"database"}: the
/// process had run for long when it began; there is no more traffic than then; queries take no longer than then.
inline constexpr std::string_view leakRuledOut = "quarterdeck_leak_ruled_out";
/// Components of the memory that are not watched because there are too many (mostComponents); absent while none
/// is.
inline constexpr std::string_view leakLeftOut = "quarterdeck_leak_components_left_out";

inline constexpr std::string_view routeValidate = "validate";
inline constexpr std::string_view routeLogin = "login";
inline constexpr std::string_view routeOther = "other";
inline constexpr std::string_view p50 = "0.5";
inline constexpr std::string_view p95 = "0.95";
inline constexpr std::string_view p99 = "0.99";
inline constexpr std::string_view slowest = "1";
inline constexpr std::string_view outcomeOk = "ok";
inline constexpr std::string_view outcomeRefused = "refused";
inline constexpr std::string_view outcomeError = "error";

/// Labels to ask a snapshot for: `snapshot.first(latency1m, latencyLabels(routeValidate, p99))`.
[[nodiscard]] inline Labels latencyLabels(std::string_view route, std::string_view quantile)
{
    return Labels{{"route", std::string(route)}, {"quantile", std::string(quantile)}};
}
[[nodiscard]] inline Labels routeLabels(std::string_view route)
{
    return Labels{{"route", std::string(route)}};
}
[[nodiscard]] inline Labels quantileLabels(std::string_view quantile)
{
    return Labels{{"quantile", std::string(quantile)}};
}
[[nodiscard]] inline Labels componentLabels(std::string_view component)
{
    return Labels{{"component", std::string(component)}};
}
[[nodiscard]] inline Labels outcomeLabels(std::string_view outcome)
{
    return Labels{{"outcome", std::string(outcome)}};
}

} // namespace qd::derived
