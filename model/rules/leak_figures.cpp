// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/leak_figures.h"

#include "model/rules/derived_names.h"
#include "model/rules/leak_readings.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace qd {

namespace {

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

void LeakFigures::put(std::string_view name, const Labels &labels, double value, std::vector<SeriesValue> &row)
{
    const SeriesKey key{std::string(name), labels};
    auto known = m_known.find(key);
    if (known == m_known.end())
        known = m_known.emplace(key, m_store.series(m_group, key, SeriesType::Gauge)).first;
    row.push_back({known->second, value});
}

void LeakFigures::remember(const SeriesSnapshot &series, Timestamp before)
{
    const Timestamp begin = std::max(before - leakPast, m_judge.last() + Millis(1));
    for (const Timestamp at : worthReading(series, m_target, {begin, before}))
        if (const auto reading = leakReadingAt(series, m_target, at))
            m_judge.add(*reading);
}

void LeakFigures::tell(const SeriesSnapshot &series, Timestamp at, std::vector<SeriesValue> &row)
{
    if (!std::exchange(m_hasBegun, true))
        remember(series, at);
    const auto reading = leakReadingAt(series, m_target, at);
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
