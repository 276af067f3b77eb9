// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/recording_costs.h"

#include "model/recording/compaction.h"
#include "model/recording/segment_recorder.h"
#include "model/series/markers.h"
#include "model/series/series_store.h"
#include "tests/bench/machine.h"

#include <QtCore/QFile>

#include <algorithm>
#include <cmath>
#include <malloc.h>
#include <map>

namespace qd::bench {

namespace {

constexpr std::int64_t stepMs = 10'000;
constexpr double mib = 1024 * 1024;

double residentBytes()
{
    malloc_trim(0);
    QFile statm(QStringLiteral("/proc/self/statm"));
    return statm.open(QIODevice::ReadOnly) ? statm.readAll().split(' ').at(1).toDouble() * 4096 : 0;
}

/// Puts the data into a store as time passes.
class Feeder
{
public:
    Feeder(const RecordingData &data, SeriesStore &store)
        : m_store(store)
    {
        for (const recording::Table &table : data.tables) {
            const auto known = std::ranges::find_if(
                m_groups, [&](const Group &g) { return isSameGroup(g.tables.front()->group, table.group); });
            if (known != m_groups.end())
                known->tables.push_back(&table);
            else
                m_groups.push_back({store.addGroup(table.group), {&table}, 0, 0});
        }
    }
    [[nodiscard]] std::int64_t begin() const
    {
        std::int64_t first = std::numeric_limits<std::int64_t>::max();
        for (const Group &group : m_groups)
            first = std::min(first, group.tables.front()->times.front());
        return first;
    }
    /// Every row before that time; false when no more are to come.
    bool feedUntil(std::int64_t end)
    {
        bool more = false;
        for (Group &group : m_groups)
            more = feed(group, end) || more;
        return more;
    }

private:
    struct Group
    {
        GroupId id;
        std::vector<const recording::Table *> tables;
        std::size_t table;
        std::size_t row;
    };
    bool feed(Group &group, std::int64_t end)
    {
        while (group.table < group.tables.size()) {
            const recording::Table &table = *group.tables[group.table];
            const auto to =
                static_cast<std::size_t>(std::ranges::lower_bound(table.times, end) - table.times.begin());
            if (to > group.row)
                put(group.id, table, group.row, to);
            group.row = to;
            if (to < table.times.size())
                return true;
            ++group.table;
            group.row = 0;
        }
        return false;
    }
    void put(GroupId id, const recording::Table &table, std::size_t from, std::size_t to)
    {
        std::vector<RestoredColumn> columns;
        for (const auto &column : table.columns)
            columns.push_back({column.key, column.type, std::span(column.cells).subspan(from, to - from)});
        (void)m_store.restore(id, std::span(table.times).subspan(from, to - from), columns);
    }

    SeriesStore &m_store;
    std::vector<Group> m_groups;
};

/// Writes what is new, and compacts what was closed: all that the recorder's thread does.
Result<void> record(SegmentRecorder &recorder, const SeriesSnapshot &snapshot)
{
    if (auto written = recorder.write(snapshot, {}); !written)
        return written;
    for (const QString &path : recorder.takeClosed()) {
        if (const auto compacted = recording::compact(path); !compacted)
            return tl::unexpected(compacted.error());
    }
    return {};
}

} // namespace

Result<RecordingCosts> costsOf(const RecordingData &data, const QString &folder)
{
    RecordingCosts costs;
    const double residentBefore = residentBytes();
    SeriesStore store({.maxSeriesPerGroup = 5000, .retention = std::chrono::hours(25)});
    Feeder feeder(data, store);
    SegmentRecorder recorder(folder, {{"service", "bench"}});
    double busyMs = 0;
    const std::int64_t begin = feeder.begin();
    std::int64_t now = begin;
    for (bool more = true; more;) {
        now += stepMs;
        more = feeder.feedUntil(now);
        const SeriesSnapshot snapshot = store.snapshot();
        const double before = processorMillis();
        if (const auto recorded = record(recorder, snapshot); !recorded)
            return tl::unexpected(recorded.error());
        busyMs += processorMillis() - before;
    }
    const double before = processorMillis();
    if (const auto closed = recorder.close(); !closed)
        return tl::unexpected(closed.error());
    for (const QString &path : recorder.takeClosed())
        (void)recording::compact(path);
    busyMs += processorMillis() - before;
    costs.recorderPercent = busyMs / static_cast<double>(now - begin) * 100;
    costs.storeMiB = static_cast<double>(store.bytes()) / mib;
    costs.storeBytesASample = static_cast<double>(store.bytes()) / static_cast<double>(data.samples());
    costs.residentMiB = (residentBytes() - residentBefore) / mib;
    costs.hours = static_cast<double>(now - begin) / 3'600'000;
    costs.series = data.series();
    return costs;
}

std::optional<RecordingData> repeated(const RecordingData &data, std::int64_t rows)
{
    std::int64_t all = 0;
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    std::int64_t last = 0;
    for (const recording::Table &table : data.tables) {
        all += isSameGroup(table.group, data.tables.front().group) ? std::ssize(table.times) : 0;
        first = std::min(first, table.times.front());
        last = std::max(last, table.times.back());
    }
    if (all < 2 * blockSamples)
        return std::nullopt;
    RecordingData out{data.name + QStringLiteral(", again and again"), {}};
    std::map<SeriesKey, double> grown; // by counters, over one round
    for (const recording::Table &table : data.tables) {
        for (const auto &column : table.columns) {
            const auto known = std::ranges::find_if(column.cells, [](double c) { return std::isfinite(c); });
            if (column.type != SeriesType::Gauge && known != column.cells.end()) {
                const auto end = std::ranges::find_if(column.cells.rbegin(), column.cells.rend(),
                                                      [](double c) { return std::isfinite(c); });
                grown[column.key] += std::max(0.0, *end - *known);
            }
        }
    }
    for (std::int64_t round = 0; round * all < rows; ++round) {
        for (recording::Table table : data.tables) {
            for (std::int64_t &at : table.times)
                at += round * (last - first + 1000);
            for (auto &column : table.columns) {
                const auto growth = grown.find(column.key);
                for (double &cell : column.cells) {
                    if (growth != grown.end() && std::isfinite(cell)) // adding to a marker would spoil it
                        cell += double(round) * growth->second;
                }
            }
            out.tables.push_back(std::move(table));
        }
    }
    return out;
}

} // namespace qd::bench
