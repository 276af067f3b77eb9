// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/recording_reader.h"
#include "model/recording/segment_recorder.h"
#include "model/recording/table.h"

namespace qd::recording {

struct Segment
{
    QString path;
    TimeRange span; ///< empty when it cannot be read
    std::uint64_t bytes = 0;
};

/// The segments of a folder, oldest first. Reads their indexes, not what is in them.
[[nodiscard]] std::vector<Segment> segmentsIn(const QString &folder);

/// Deletes whole segments, the oldest first, that end before `now` less the retention, and then those beyond the
/// bound on bytes. Never one for which `pinned` is true, and never the newest. Returns the paths deleted.
[[nodiscard]] QStringList applyRetention(const QString &folder, const SegmentLimits &limits, Timestamp now,
                                         const std::function<bool(const Segment &)> &pinned);

/// Gives every block of rows and every event of the segments that reach past `since`, in the order of their time;
/// rows come once, though they may stand there twice. Returns what could not be read.
[[nodiscard]] std::vector<RecordingLoss> readSegments(const QString &folder, Timestamp since,
                                                      const TableAssembler::Emit &rows,
                                                      const std::function<void(Event)> &events);

} // namespace qd::recording
