// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/leak_past.h"

#include "model/recording/file_history.h"
#include "model/recording/segment_folder.h"
#include "model/rules/leak_readings.h"

#include <algorithm>

namespace qd {

LeakJudge judgePast(const QString &folder, TimeRange range, const Labels &target,
                    const std::function<bool()> &goOn)
{
    LeakJudge judge;
    for (const recording::Segment &segment : recording::segmentsIn(folder)) {
        if (!goOn())
            break;
        if (segment.span.end <= range.begin || segment.span.begin >= range.end)
            continue;
        const auto history = FileHistory::open(segment.path);
        if (!history)
            continue;
        const SeriesSnapshot series = (*history)->snapshot({});
        const Timestamp begin = std::max(range.begin, judge.last() + Millis(1)); // segments may overlap
        for (const Timestamp at : worthReading(series, target, {begin, range.end}))
            if (const auto reading = leakReadingAt(series, target, at))
                judge.add(*reading);
    }
    return judge;
}

} // namespace qd
