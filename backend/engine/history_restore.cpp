// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/history_restore.h"

#include "model/recording/segment_folder.h"

namespace qd {

namespace {

Result<void> restoreTable(SeriesStore &store, const recording::Table &table)
{
    const auto group = store.findGroup(table.group);
    if (!group)
        return {};
    std::vector<RestoredColumn> columns;
    columns.reserve(table.columns.size());
    for (const auto &column : table.columns)
        columns.push_back({column.key, column.type, column.cells});
    return store.restore(*group, table.times, columns);
}

/// Whether the recorded event is of this log, and not of one that was set aside since.
bool isOf(const EventSnapshot &log, const Event &recorded)
{
    for (std::size_t i = log.lowerBound(recorded.at); i < log.size() && log.at(i).at == recorded.at; ++i) {
        if (log.at(i).seq == recorded.seq)
            return log.at(i).origin == recorded.origin && log.at(i).originInstance == recorded.originInstance;
    }
    return false;
}

} // namespace

RestoredHistory restoreHistory(const QString &folder, TimeRange range, SeriesStore &store,
                               const EventSnapshot &log)
{
    RestoredHistory restored;
    const auto takeRows = [&](const recording::Table &table) {
        if (const auto done = restoreTable(store, table); !done)
            restored.losses.push_back({{}, done.error().words, done.error().code});
    };
    recording::SegmentRows read = recording::readSegments(folder, range, takeRows);
    restored.losses.insert(restored.losses.end(), read.losses.begin(), read.losses.end());
    if (read.later > 0)
        restored.losses.push_back(
            {{},
             QStringLiteral("%1 recorded rows lie in the future and are not shown: the clock stood ahead then.")
                 .arg(read.later)});
    if (const auto last = recording::lastRecordedEvent(folder); last && isOf(log, *last))
        restored.newestEvent = last->seq;
    return restored;
}

} // namespace qd
