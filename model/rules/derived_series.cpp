// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/derived_series.h"

#include "model/rules/counter_family.h"
#include "model/rules/derived_names.h"
#include "model/rules/gauge_trend.h"
#include "model/rules/histogram_totals.h"
#include "model/rules/leak_figures.h"
#include "model/series/decimal_scale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace qd {

namespace {

using namespace std::chrono_literals;

constexpr Millis minute = 1min;
constexpr Millis moment = 15s;

/// Seconds to the memory limit beyond this are not worth telling: the slope is noise.
constexpr double longestTimeToLimit = 30.0 * 86'400;

/// Decimals that a figure is told with: finer than anything it rests on. A column of decimals takes a fifth of
/// what one of doubles does, in memory and in recordings.
enum class Decimals { Whole = 0, Bytes = 1, PerMinute = 3, PerSecond = 4, Percent = 4, Seconds = 7 };

double inDecimals(double value, Decimals decimals)
{
    const int scale = static_cast<int>(decimals);
    return isOrdinary(value) ? fromScaled(toScaled(value, scale), scale) : value;
}

struct Quantile
{
    std::string_view label;
    double q;
};
constexpr std::array quantiles{Quantile{derived::p50, 0.5}, Quantile{derived::p95, 0.95},
                               Quantile{derived::p99, 0.99}};

enum Outcome : std::size_t { Ok, Refused, Failed, outcomes };

std::optional<Outcome> outcomeOf(std::string_view code)
{
    if (code.size() != 3)
        return std::nullopt;
    switch (code.front()) {
    case '1':
    case '2':
    case '3':
        return Ok;
    case '4':
        return Refused;
    case '5':
        return Failed;
    default:
        return std::nullopt;
    }
}

/// What the window and probes ask is no traffic.
bool isOurOwn(std::string_view route)
{
    return route == "admin" || route == "metrics" || route == "health";
}

/// One histogram with what is told of it over one window.
struct LatencyFigures
{
    std::array<SeriesHandle, quantiles.size()> quantile;
    SeriesHandle slowest;
    SeriesHandle count;
};

struct Latency
{
    HistogramTotals buckets;
    LatencyFigures overMinute;
    LatencyFigures overMoment;
};

} // namespace

class DerivedSeries::Rules
{
public:
    Rules(SeriesStore &store, const Labels &target, Millis interval);
    Result<void> evaluate(Timestamp at);
    void remember(LeakJudge past) { m_leaks.remember(std::move(past)); }

private:
    SeriesHandle handle(std::string_view name, const Labels &labels = {}, SeriesType type = SeriesType::Gauge);
    LatencyFigures figures(std::string_view quantileName, std::string_view countName, const Labels &labels);
    std::optional<std::size_t> latencyBucket(const Labels &labels);
    std::optional<std::size_t> requestTotal(const Labels &labels);

    [[nodiscard]] std::optional<double> gauge(const SeriesSnapshot &series, std::string_view name,
                                              Timestamp at) const;
    Continuity observe(const SeriesSnapshot &series, Timestamp at);
    void update(const SeriesSnapshot &series, Timestamp at, Continuity continuity);
    void tell(SeriesHandle handle, double value, Decimals decimals = Decimals::Whole)
    {
        m_row.push_back({handle, inDecimals(value, decimals)});
    }
    void tellLatency(const Latency &latency);
    void tellLatency(const Latency &latency, const LatencyFigures &told, Millis window);
    void tellRequests();
    void tellSessions();
    void tellMemory(const SeriesSnapshot &series, Timestamp at, double resident);
    void tellTrends(const SeriesSnapshot &series, Timestamp at);

    SeriesStore &m_store;
    Labels m_target;
    GroupId m_group;
    WindowedTotals m_totals;
    std::vector<SeriesValue> m_row;

    std::array<std::string_view, 3> m_routes{derived::routeValidate, derived::routeLogin, derived::routeOther};
    std::array<Latency, 3> m_latency;
    Latency m_database;
    std::array<std::size_t, outcomes> m_requestTotals;
    std::size_t m_created;
    std::size_t m_ended;
    CounterFamily m_requestBuckets, m_databaseBuckets, m_requests, m_createdFamily, m_endedFamily;
    bool m_hasLatency = false, m_hasDatabase = false, m_hasRequests = false, m_hasCreated = false,
         m_hasEnded = false;

    LeakFigures m_leaks;
    GaugeTrend m_memory{{10min, 1min, 0.1, 1 << 20}};
    GaugeTrend m_retained{{5min, 30s, 0.1, 10}};
    std::optional<double> m_processStart;
    bool m_watching = false; ///< a scrape succeeded before

    std::array<SeriesHandle, outcomes> m_rateSeries, m_countSeries;
    SeriesHandle m_errorSeries, m_loginSeries, m_createdSeries, m_endedSeries;
    std::array<SeriesHandle, derived::memoryComponents.size()> m_memorySeries;
    SeriesHandle m_unaccountedSeries;
    SeriesHandle m_retainedSlope, m_memorySlope, m_timeToLimit;
};

DerivedSeries::Rules::Rules(SeriesStore &store, const Labels &target, Millis interval)
    : m_store(store)
    , m_target(target)
    , m_group(store.addGroup({GroupKind::Derived, target, interval, "rules"}))
    , m_totals(minute, interval)
    , m_requestTotals{m_totals.add(), m_totals.add(), m_totals.add()}
    , m_created(m_totals.add())
    , m_ended(m_totals.add())
    , m_requestBuckets("sessiond_http_request_duration_seconds_bucket", target,
                       [this](const Labels &labels) { return latencyBucket(labels); })
    , m_databaseBuckets(
          "sessiond_db_query_duration_seconds_bucket", target,
          [this](const Labels &labels) { return m_database.buckets.totalOf(labels.value("le"), m_totals); })
    , m_requests("sessiond_http_requests_total", target,
                 [this](const Labels &labels) { return requestTotal(labels); })
    , m_createdFamily("sessiond_sessions_created_total", target, [this](const Labels &) { return m_created; })
    , m_endedFamily("sessiond_sessions_ended_total", target, [this](const Labels &) { return m_ended; })
    , m_leaks(store, m_group, target)
{
    using namespace derived;
    for (std::size_t i = 0; i < m_latency.size(); ++i) {
        m_latency[i].overMinute = figures(latency1m, latencyCount1m, routeLabels(m_routes[i]));
        m_latency[i].overMoment = figures(latency15s, latencyCount15s, routeLabels(m_routes[i]));
    }
    m_database.overMinute = figures(dbLatency1m, dbCount1m, {});
    m_database.overMoment = figures(dbLatency15s, dbCount15s, {});
    m_rateSeries = {handle(requestRate, outcomeLabels(outcomeOk)),
                    handle(requestRate, outcomeLabels(outcomeRefused)),
                    handle(requestRate, outcomeLabels(outcomeError))};
    m_countSeries = {handle(requestCount, outcomeLabels(outcomeOk), SeriesType::Counter),
                     handle(requestCount, outcomeLabels(outcomeRefused), SeriesType::Counter),
                     handle(requestCount, outcomeLabels(outcomeError), SeriesType::Counter)};
    m_errorSeries = handle(errorPercent1m);
    m_loginSeries = handle(loginRate);
    m_createdSeries = handle(sessionsCreated);
    m_endedSeries = handle(sessionsEnded);
    for (std::size_t i = 0; i < memoryComponents.size(); ++i)
        m_memorySeries[i] = handle(memoryBytes, componentLabels(memoryComponents[i]));
    m_unaccountedSeries = handle(memoryBytes, componentLabels(unaccounted));
    m_retainedSlope = handle(retainedSlope);
    m_memorySlope = handle(memorySlope);
    m_timeToLimit = handle(memoryTimeToLimit);
}

SeriesHandle DerivedSeries::Rules::handle(std::string_view name, const Labels &labels, SeriesType type)
{
    return m_store.series(m_group, {std::string(name), labels}, type);
}

LatencyFigures DerivedSeries::Rules::figures(std::string_view quantileName, std::string_view countName,
                                             const Labels &labels)
{
    LatencyFigures told;
    for (std::size_t i = 0; i < quantiles.size(); ++i)
        told.quantile[i] = handle(quantileName, labels.with("quantile", quantiles[i].label));
    told.slowest = handle(quantileName, labels.with("quantile", derived::slowest));
    told.count = handle(countName, labels);
    return told;
}

std::optional<std::size_t> DerivedSeries::Rules::latencyBucket(const Labels &labels)
{
    for (std::size_t i = 0; i < m_latency.size(); ++i)
        if (labels.value("route") == m_routes[i])
            return m_latency[i].buckets.totalOf(labels.value("le"), m_totals);
    return std::nullopt;
}

std::optional<std::size_t> DerivedSeries::Rules::requestTotal(const Labels &labels)
{
    const auto outcome = outcomeOf(labels.value("code"));
    if (!outcome || isOurOwn(labels.value("route")))
        return std::nullopt;
    return m_requestTotals[*outcome];
}

std::optional<double> DerivedSeries::Rules::gauge(const SeriesSnapshot &series, std::string_view name,
                                                  Timestamp at) const
{
    const auto sample = series.first(name, m_target).at(at, Millis(0));
    return sample && std::isfinite(sample->value) ? std::optional(sample->value) : std::nullopt;
}

Continuity DerivedSeries::Rules::observe(const SeriesSnapshot &series, Timestamp at)
{
    const auto start = gauge(series, "process_start_time_seconds", at);
    const bool restarted = start && m_processStart && std::abs(*start - *m_processStart) > 0.5;
    if (start)
        m_processStart = start;
    if (restarted)
        m_memory.reset();
    const Continuity continuity = !m_watching ? Continuity::First
                                  : restarted ? Continuity::Restarted
                                              : Continuity::Same;
    m_watching = true;
    return continuity;
}

void DerivedSeries::Rules::update(const SeriesSnapshot &series, Timestamp at, Continuity continuity)
{
    m_hasLatency = m_requestBuckets.update(series, at, continuity, m_totals);
    m_hasDatabase = m_databaseBuckets.update(series, at, continuity, m_totals);
    m_hasRequests = m_requests.update(series, at, continuity, m_totals);
    m_hasCreated = m_createdFamily.update(series, at, continuity, m_totals);
    m_hasEnded = m_endedFamily.update(series, at, continuity, m_totals);
    m_totals.commit(at);
}

Result<void> DerivedSeries::Rules::evaluate(Timestamp at)
{
    m_row.clear();
    const SeriesSnapshot series = m_store.snapshot();
    if (gauge(series, "up", at) == 1.0) {
        update(series, at, observe(series, at));
        if (m_hasLatency)
            for (const Latency &latency : m_latency)
                tellLatency(latency);
        if (m_hasDatabase)
            tellLatency(m_database);
        tellRequests();
        tellSessions();
        tellTrends(series, at);
        m_leaks.tell(series, at, m_row);
    }
    return m_store.append(m_group, at, m_row);
}

void DerivedSeries::Rules::tellLatency(const Latency &latency)
{
    if (latency.buckets.isEmpty())
        return;
    tellLatency(latency, latency.overMinute, minute);
    tellLatency(latency, latency.overMoment, moment);
}

void DerivedSeries::Rules::tellLatency(const Latency &latency, const LatencyFigures &told, Millis window)
{
    const auto base = m_totals.base(window);
    if (!base)
        return;
    const query::Distribution seen = latency.buckets.since(*base, m_totals);
    if (!(seen.count() >= 0))
        return; // no +Inf bucket: this is no histogram
    tell(told.count, seen.count());
    const auto slowest = seen.upperBoundOfLargest();
    if (!slowest)
        return;
    tell(told.slowest, *slowest, Decimals::Seconds);
    for (std::size_t i = 0; i < quantiles.size(); ++i)
        tell(told.quantile[i], seen.quantile(quantiles[i].q).value, Decimals::Seconds);
}

void DerivedSeries::Rules::tellRequests()
{
    if (!m_hasRequests)
        return;
    for (std::size_t i = 0; i < outcomes; ++i)
        tell(m_countSeries[i], m_totals.whole(m_requestTotals[i]));
    if (const auto base = m_totals.base(moment))
        for (std::size_t i = 0; i < outcomes; ++i)
            tell(m_rateSeries[i], m_totals.since(*base, m_requestTotals[i]) / base->seconds, Decimals::PerSecond);
    const auto base = m_totals.base(minute);
    if (!base)
        return;
    double all = 0;
    for (const std::size_t total : m_requestTotals)
        all += m_totals.since(*base, total);
    if (all > 0)
        tell(m_errorSeries, 100 * m_totals.since(*base, m_requestTotals[Failed]) / all, Decimals::Percent);
}

void DerivedSeries::Rules::tellSessions()
{
    const auto base = m_totals.base(minute);
    if (!base)
        return;
    if (m_hasCreated) {
        // Every session is made by a login that succeeded.
        tell(m_loginSeries, m_totals.since(*base, m_created) / base->seconds, Decimals::PerSecond);
        tell(m_createdSeries, m_totals.since(*base, m_created) / base->seconds * 60, Decimals::PerMinute);
    }
    if (m_hasEnded)
        tell(m_endedSeries, m_totals.since(*base, m_ended) / base->seconds * 60, Decimals::PerMinute);
}

void DerivedSeries::Rules::tellMemory(const SeriesSnapshot &series, Timestamp at, double resident)
{
    using namespace derived;
    std::array<std::optional<double>, memoryComponents.size()> parts;
    double sum = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto part = series.first("sessiond_memory_bytes", m_target.with("component", memoryComponents[i]))
                              .at(at, Millis(0));
        if (part && part->value >= 0)
            sum += parts[i].emplace(part->value);
    }
    if (auto &hashing = parts.back(); hashing && sum > resident) {
        const double excess = std::min(*hashing, sum - resident);
        *hashing -= excess;
        sum -= excess;
    }
    const double share = sum > resident ? resident / sum : 1;
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (parts[i])
            tell(m_memorySeries[i], *parts[i] * share);
    tell(m_unaccountedSeries, std::max(0.0, resident - sum));
}

void DerivedSeries::Rules::tellTrends(const SeriesSnapshot &series, Timestamp at)
{
    const auto retained = series.first("sessiond_sessions", m_target.with("state", "retained")).at(at, Millis(0));
    if (retained) {
        m_retained.add(*retained);
        if (const auto slope = m_retained.slope())
            tell(m_retainedSlope, *slope * 60, Decimals::PerMinute);
    }
    const auto resident = gauge(series, "process_resident_memory_bytes", at);
    if (!resident)
        return;
    tellMemory(series, at, *resident);
    m_memory.add({at, *resident});
    const auto slope = m_memory.slope();
    if (!slope)
        return;
    tell(m_memorySlope, *slope, Decimals::Bytes);
    const double limit = gauge(series, "sessiond_memory_limit_bytes", at).value_or(0);
    if (!(limit > 0) || !(*slope > 0))
        return;
    const double seconds = std::max(0.0, limit - *resident) / *slope;
    if (seconds <= longestTimeToLimit)
        tell(m_timeToLimit, seconds);
}

DerivedSeries::DerivedSeries(SeriesStore &store, const Labels &target, Millis interval)
    : m_rules(std::make_unique<Rules>(store, target, interval))
{}

DerivedSeries::~DerivedSeries() = default;

Result<void> DerivedSeries::evaluate(Timestamp at)
{
    return m_rules->evaluate(at);
}

void DerivedSeries::remember(LeakJudge leaks)
{
    m_rules->remember(std::move(leaks));
}

} // namespace qd
