// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/leak_readings.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view resident = "process_resident_memory_bytes";
constexpr std::string_view passes = "sessiond_collector_passes_total";
constexpr Millis passedOfLate = 6h;       ///< passes before tell nothing that is still open
constexpr std::size_t mostPasses = 1'000; ///< of these

} // namespace

std::optional<LeakReading> leakReadingAt(const SeriesSnapshot &series, const Labels &target, Timestamp at)
{
    const auto valueOf = [&](std::string_view name, const Labels &labels) -> std::optional<double> {
        const auto sample = series.first(name, labels).at(at, Millis(0));
        return sample && std::isfinite(sample->value) ? std::optional(sample->value) : std::nullopt;
    };
    const auto held = valueOf(resident, target);
    if (!held)
        return std::nullopt;
    LeakReading reading;
    reading.at = at;
    reading.resident = *held;
    reading.limit = valueOf("sessiond_memory_limit_bytes", target);
    reading.started = valueOf("process_start_time_seconds", target);
    reading.load = valueOf("sessiond_sessions", target.with("state", "active"));
    reading.collectorPasses = valueOf(passes, target);
    reading.retained = valueOf("sessiond_sessions_retained_after_pass", target);
    for (const SeriesView &component : series.select("sessiond_memory_bytes", target))
        if (const auto sample = component.at(at, Millis(0)); sample && std::isfinite(sample->value))
            reading.components.emplace(component.key().labels.value("component"), sample->value);
    if (const auto bytes = reading.components.find("retained"); bytes != reading.components.end())
        reading.retainedBytes = bytes->second;
    return reading;
}

std::vector<Timestamp> worthReading(const SeriesSnapshot &series, const Labels &target, TimeRange range)
{
    std::vector<Timestamp> all;
    series.first(resident, target).forEach(range, [&](const Sample &sample) {
        if (all.empty() || sample.at - all.back() >= 1min)
            all.push_back(sample.at);
        return true;
    });
    const auto minutes = all.size();
    double passed = 0;
    const TimeRange ofLate{std::max(range.begin, range.end - passedOfLate), range.end};
    series.first(passes, target).forEach(ofLate, [&](const Sample &sample) {
        if (sample.value != passed && std::isfinite(sample.value))
            all.push_back(sample.at);
        passed = sample.value;
        return true;
    });
    if (all.size() - minutes > mostPasses)
        all.erase(all.begin() + std::ptrdiff_t(minutes), all.end() - std::ptrdiff_t(mostPasses));
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
}

} // namespace qd
