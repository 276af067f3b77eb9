// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/series_store.h"

#include "model/series/markers.h"
#include "model/series/series_group.h"

#include <algorithm>

namespace qd {

namespace {

/// The figures a scrape has of itself, as in Prometheus.
void writeOwn(SeriesGroup &group, bool up, double durationSeconds, std::size_t samples)
{
    group.write(group.pin({"up", {}}, SeriesType::Gauge), up ? 1 : 0);
    group.write(group.pin({"scrape_duration_seconds", {}}, SeriesType::Gauge), durationSeconds);
    group.write(group.pin({"scrape_samples_scraped", {}}, SeriesType::Gauge), static_cast<double>(samples));
}

void noteProblem(AppendReport &report, std::string_view series)
{
    if (report.firstProblem.empty())
        report.firstProblem = series.substr(0, 200);
}

} // namespace

SeriesStore::SeriesStore(StoreLimits limits)
    : m_limits(limits)
{}

SeriesStore::~SeriesStore() = default;

SeriesGroup &SeriesStore::at(GroupId group) const
{
    return *m_groups.at(static_cast<std::size_t>(group));
}

GroupId SeriesStore::addGroup(GroupConfig config)
{
    m_groups.push_back(std::make_unique<SeriesGroup>(std::move(config), m_limits));
    return static_cast<GroupId>(m_groups.size() - 1);
}

std::optional<GroupId> SeriesStore::findGroup(const GroupConfig &config) const
{
    const auto found =
        std::ranges::find_if(m_groups, [&](const auto &group) { return isSameGroup(group->config(), config); });
    return found == m_groups.end() ? std::nullopt : std::optional(static_cast<GroupId>(found - m_groups.begin()));
}

Result<AppendReport> SeriesStore::appendScrape(GroupId id, Timestamp when, std::span<const ParsedSample> samples,
                                               double durationSeconds)
{
    SeriesGroup &group = at(id);
    if (auto begun = group.beginRow(when); !begun)
        return tl::unexpected(begun.error());
    writeOwn(group, true, durationSeconds, samples.size());
    AppendReport report;
    group.cache().rewind();
    for (const ParsedSample &sample : samples) {
        const auto series = group.resolve(sample, report);
        if (series && group.write(*series, sample.value)) {
            ++report.stored;
            continue;
        }
        report.duplicates += series ? 1 : 0;
        noteProblem(report, sample.series);
    }
    group.endRow();
    group.scrapeSucceeded(when);
    return report;
}

Result<void> SeriesStore::appendFailure(GroupId id, Timestamp when, double durationSeconds)
{
    SeriesGroup &group = at(id);
    if (auto begun = group.beginRow(when); !begun)
        return begun;
    writeOwn(group, false, durationSeconds, 0);
    group.endRow();
    group.scrapeFailed(when);
    return {};
}

SeriesHandle SeriesStore::series(GroupId group, SeriesKey key, SeriesType type)
{
    return {group, at(group).pin(key, type)};
}

Result<void> SeriesStore::append(GroupId id, Timestamp when, std::span<const SeriesValue> values)
{
    SeriesGroup &group = at(id);
    if (auto begun = group.beginRow(when); !begun)
        return begun;
    for (const SeriesValue &value : values)
        if (value.series.group == id)
            group.write(value.series.index, value.value);
    group.endRow();
    return {};
}

Result<AppendReport> SeriesStore::appendKeyed(GroupId id, Timestamp when, std::span<const KeyedValue> values)
{
    SeriesGroup &group = at(id);
    if (auto begun = group.beginRow(when); !begun)
        return tl::unexpected(begun.error());
    AppendReport report;
    for (const KeyedValue &value : values) {
        const auto series = group.resolve(value.key, SeriesType::Gauge);
        if (series && group.write(*series, value.value)) {
            ++report.stored;
            continue;
        }
        ++(series ? report.duplicates : report.surplus);
        noteProblem(report, seriesText(value.key));
    }
    group.endRow();
    return report;
}

Result<void> SeriesStore::restore(GroupId id, std::span<const std::int64_t> times,
                                  std::span<const RestoredColumn> columns)
{
    SeriesGroup &group = at(id);
    std::vector<std::pair<std::uint32_t, const double *>> cells;
    const double *up = nullptr;
    for (const RestoredColumn &column : columns) {
        if (const auto series = group.resolveStored(column.key, column.type))
            cells.emplace_back(*series, column.cells.data());
        if (column.key.name == "up")
            up = column.cells.data();
    }
    for (std::size_t row = 0; row < times.size(); ++row) {
        const Timestamp when{Millis(times[row])};
        if (auto begun = group.beginRow(when); !begun)
            return begun;
        for (const auto &[series, values] : cells) {
            if (!isAbsent(values[row]))
                group.write(series, values[row]);
        }
        group.endRow();
        if (group.config().kind == GroupKind::Scraped) // what has no `up` was never seen to fail
            !up || isAbsent(up[row]) || up[row] == 1 ? group.scrapeSucceeded(when) : group.scrapeFailed(when);
    }
    return {};
}

SeriesSnapshot SeriesStore::snapshot()
{
    auto data = std::make_shared<SnapshotData>();
    data->groups.reserve(m_groups.size());
    for (const auto &group : m_groups)
        data->groups.push_back(group->publish());
    return SeriesSnapshot(std::move(data));
}

std::size_t SeriesStore::bytes() const
{
    std::size_t sum = 0;
    for (const auto &group : m_groups)
        sum += group->bytes();
    return sum;
}

int SeriesStore::seriesCount(GroupId group) const
{
    return at(group).seriesCount();
}

} // namespace qd
