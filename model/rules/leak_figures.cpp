// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/leak_figures.h"

#include "model/rules/derived_names.h"

#include <cmath>
#include <set>

namespace qd {

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

void LeakFigures::tell(const SeriesSnapshot &series, Timestamp at, std::vector<SeriesValue> &row)
{
    const auto reading = readingOf(series, at);
    if (!reading)
        return;
    m_judge.add(*reading);
    std::set<std::string> told;
    for (const Leak &leak : m_judge.leaks()) {
        const Labels component{{"component", leak.component}};
        const Labels detected = component.with("detector", nameOf(leak.detector));
        put(derived::leakSuspected, detected, 1, row);
        if (leak.isAdvisory)
            put(derived::leakAdvisory, detected, 1, row);
        if (leak.timeToLimit && told.insert(leak.component).second)
            put(derived::leakTimeToLimit, component, std::round(leak.timeToLimit->likely), row);
    }
}

} // namespace qd
