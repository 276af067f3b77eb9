// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/leak_figures.h"

#include "model/rules/derived_names.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace qd {

namespace {

using namespace std::chrono_literals;

constexpr Millis judgedPast = 8 * 24h;    ///< what the longest window and its memory of a week need
constexpr Millis passedOfLate = 6h;       ///< passes before tell nothing that is still open
constexpr std::size_t mostPasses = 1'000; ///< of these

constexpr double settledAfter = 900;       ///< seconds after its start in which a process is still new
constexpr double noMoreTraffic = 1.25;     ///< times what it was
constexpr double noSlower = 1.5;           ///< times what it was,
constexpr double fastEnoughSeconds = 0.01; ///< or so fast that it is nobody's trouble

double secondsOf(Timestamp at)
{
    return double(at.time_since_epoch().count()) / 1000;
}

std::optional<double> sumAt(const SeriesSnapshot &series, std::string_view name, const Labels &labels,
                            Timestamp at)
{
    std::optional<double> sum;
    for (const SeriesView &one : series.select(name, labels))
        if (const auto sample = one.at(at, std::chrono::minutes(1)); sample && std::isfinite(sample->value))
            sum = sum.value_or(0) + sample->value;
    return sum;
}

/// What people look at first, and need not: each only where it is known to be as it was when the leak began.
std::vector<std::string_view> falseLeads(const SeriesSnapshot &series, const LeakReading &now, Timestamp since)
{
    std::vector<std::string_view> leads;
    if (now.started && secondsOf(since) - *now.started > settledAfter)
        leads.emplace_back("start");
    const auto trafficThen = sumAt(series, derived::requestRate, {}, since);
    const auto traffic = sumAt(series, derived::requestRate, {}, now.at);
    if (trafficThen && traffic && *traffic <= noMoreTraffic * *trafficThen)
        leads.emplace_back("traffic");
    const Labels slowest{{"quantile", std::string(derived::p99)}};
    const auto queriesThen = sumAt(series, derived::dbLatency1m, slowest, since);
    const auto queries = sumAt(series, derived::dbLatency1m, slowest, now.at);
    if (queries && (*queries <= fastEnoughSeconds || (queriesThen && *queries <= noSlower * *queriesThen)))
        leads.emplace_back("database");
    return leads;
}

} // namespace

LeakFigures::LeakFigures(SeriesStore &store, GroupId group, Labels target)
    : m_store(store)
    , m_group(group)
    , m_target(std::move(target))
{}

std::optional<LeakReading> LeakFigures::readingOf(const SeriesSnapshot &series, Timestamp at) const
{
    const auto valueOf = [&](std::string_view name, const Labels &labels) -> std::optional<double> {
        const auto sample = series.first(name, labels).at(at, Millis(0));
        return sample && std::isfinite(sample->value) ? std::optional(sample->value) : std::nullopt;
    };
    const auto resident = valueOf("process_resident_memory_bytes", m_target);
    if (!resident)
        return std::nullopt;
    LeakReading reading;
    reading.at = at;
    reading.resident = *resident;
    reading.limit = valueOf("sessiond_memory_limit_bytes", m_target);
    reading.started = valueOf("process_start_time_seconds", m_target);
    reading.load = valueOf("sessiond_sessions", m_target.with("state", "active"));
    reading.collectorPasses = valueOf("sessiond_collector_passes_total", m_target);
    reading.retained = valueOf("sessiond_sessions_retained_after_pass", m_target);
    for (const SeriesView &component : series.select("sessiond_memory_bytes", m_target))
        if (const auto sample = component.at(at, Millis(0)); sample && std::isfinite(sample->value))
            reading.components.emplace(component.key().labels.value("component"), sample->value);
    if (const auto bytes = reading.components.find("retained"); bytes != reading.components.end())
        reading.retainedBytes = bytes->second;
    return reading;
}

void LeakFigures::put(std::string_view name, const Labels &labels, double value, std::vector<SeriesValue> &row)
{
    const SeriesKey key{std::string(name), labels};
    auto known = m_known.find(key);
    if (known == m_known.end())
        known = m_known.emplace(key, m_store.series(m_group, key, SeriesType::Gauge)).first;
    row.push_back({known->second, value});
}

/// Instants before `before` that say enough of the past: one a minute, which floors of minutes need, and of late
/// each at which the collector had passed.
std::vector<Timestamp> LeakFigures::worthReading(const SeriesSnapshot &series, Timestamp before) const
{
    std::vector<Timestamp> all;
    series.first("process_resident_memory_bytes", m_target)
        .forEach({before - judgedPast, before}, [&](const Sample &sample) {
            if (all.empty() || sample.at - all.back() >= std::chrono::minutes(1))
                all.push_back(sample.at);
            return true;
        });
    const auto minutes = all.size();
    double passes = 0;
    series.first("sessiond_collector_passes_total", m_target)
        .forEach({before - passedOfLate, before}, [&](const Sample &sample) {
            if (sample.value != passes && std::isfinite(sample.value))
                all.push_back(sample.at);
            passes = sample.value;
            return true;
        });
    if (all.size() - minutes > mostPasses)
        all.erase(all.begin() + std::ptrdiff_t(minutes), all.end() - std::ptrdiff_t(mostPasses));
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
}

void LeakFigures::remember(const SeriesSnapshot &series, Timestamp before)
{
    for (const Timestamp at : worthReading(series, before))
        if (const auto reading = readingOf(series, at))
            m_judge.add(*reading);
}

void LeakFigures::tell(const SeriesSnapshot &series, Timestamp at, std::vector<SeriesValue> &row)
{
    if (!std::exchange(m_hasBegun, true))
        remember(series, at);
    const auto reading = readingOf(series, at);
    if (!reading)
        return;
    m_judge.add(*reading);
    if (m_judge.leftOut() > 0)
        put(derived::leakLeftOut, {}, double(m_judge.leftOut()), row);
    std::set<std::string> told;
    for (const Leak &leak : m_judge.leaks()) {
        const Labels component{{"component", leak.component}};
        const Labels detected = component.with("detector", nameOf(leak.detector));
        put(derived::leakSuspected, detected, 1, row);
        if (leak.isAdvisory)
            put(derived::leakAdvisory, detected, 1, row);
        if (told.insert(leak.component).second)
            tellLeak(series, *reading, leak, row);
    }
}

/// Of several detectors that name the same the first is believed.
void LeakFigures::tellLeak(const SeriesSnapshot &series, const LeakReading &reading, const Leak &leak,
                           std::vector<SeriesValue> &row)
{
    const Labels component{{"component", leak.component}};
    put(derived::leakSince, component, secondsOf(leak.since), row);
    put(derived::leakRate, component, leak.bytesPerSecond, row);
    if (leak.count)
        put(derived::leakCount, component, *leak.count, row);
    if (leak.bytesEach)
        put(derived::leakBytesEach, component, std::round(*leak.bytesEach), row);
    if (leak.timeToLimit) {
        put(derived::leakTimeToLimit, component, std::round(leak.timeToLimit->likely), row);
        put(derived::leakSoonestLimit, component, std::round(leak.timeToLimit->soonest), row);
        put(derived::leakLatestLimit, component, std::round(leak.timeToLimit->latest), row);
    }
    for (const std::string_view lead : falseLeads(series, reading, leak.since))
        put(derived::leakRuledOut, component.with("lead", lead), 1, row);
}

} // namespace qd
