// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/history_restore.h"

#include "model/recording/segment_folder.h"

#include <algorithm>

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

} // namespace

RestoredHistory restoreHistory(const QString &folder, Timestamp since, SeriesStore &store)
{
    RestoredHistory restored;
    const auto takeRows = [&](const recording::Table &table) {
        if (const auto done = restoreTable(store, table); !done)
            restored.losses.push_back({{}, done.error().words});
    };
    const auto takeEvent = [&](const Event &event) {
        restored.newestEvent = std::max(restored.newestEvent, event.seq);
    };
    auto losses = recording::readSegments(folder, since, takeRows, takeEvent);
    restored.losses.insert(restored.losses.end(), losses.begin(), losses.end());
    return restored;
}

} // namespace qd
