// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sample_history.h"

#include "model/series/series_store.h"

namespace qd::test {

namespace {

std::vector<std::int64_t> timesOf(const std::vector<Sample> &samples)
{
    std::vector<std::int64_t> times;
    times.reserve(samples.size());
    for (const Sample &sample : samples)
        times.push_back(sample.at.time_since_epoch().count());
    return times;
}

} // namespace

SeriesSnapshot historyOf(const std::map<SeriesKey, std::vector<Sample>> &series)
{
    struct Columns
    {
        std::vector<SeriesKey> keys;
        std::vector<std::vector<double>> cells;
    };
    std::map<std::vector<std::int64_t>, Columns> groups;
    for (const auto &[key, samples] : series) {
        if (samples.empty())
            continue;
        Columns &columns = groups[timesOf(samples)];
        columns.keys.push_back(key);
        std::vector<double> &cells = columns.cells.emplace_back();
        for (const Sample &sample : samples)
            cells.push_back(sample.value);
    }
    constexpr int enough = 1'000'000;
    SeriesStore store({enough, std::chrono::hours(24 * 365 * 1000), std::size_t(1) << 30U});
    for (const auto &[times, columns] : groups) {
        const GroupId group = store.addGroup({GroupKind::Derived, {}});
        std::vector<RestoredColumn> restored;
        for (std::size_t i = 0; i < columns.keys.size(); ++i)
            restored.push_back({columns.keys[i], SeriesType::Unknown, columns.cells[i]});
        (void)store.restore(group, times, restored); // cannot fail: times rise, and the group is new
    }
    return store.snapshot();
}

} // namespace qd::test
