// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/recorded.h"

#include "model/recording/compact_writer.h"
#include "model/recording/table.h"

namespace qd::test {

bool record(const HistorySnapshot &history, const QString &path)
{
    const auto writer = recording::CompactWriter::create(path, {{"service", "sessiond"}, {"provenance", "real"}});
    if (!writer) {
        return false;
    }
    for (const GroupView &group : GroupView::of(history.series)) {
        for (std::int64_t row = group.firstRow(); row < group.endRow();) {
            const std::int64_t end = std::min((row / blockSamples + 1) * blockSamples, group.endRow());
            (*writer)->add(recording::tableOf(group, row, end));
            row = end;
        }
    }
    for (std::size_t i = 0; i < history.events.size(); ++i) {
        (*writer)->add(history.events.at(i));
    }
    return (*writer)->finish().has_value();
}

} // namespace qd::test
