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
/// bound on bytes. Never one for which `pinned` is true, and never the newest. One whose time cannot be read or
/// lies ahead counts as of its file's last change. Returns the paths deleted.
[[nodiscard]] QStringList applyRetention(const QString &folder, const SegmentLimits &limits, Timestamp now,
                                         const std::function<bool(const Segment &)> &pinned);

/// Puts segments that are no recordings out of the way: empty ones, which a kill left before their first byte, are
/// deleted, others get the ending `.damaged`. Returns the new paths of those.
[[nodiscard]] QStringList setUnreadableAside(const QString &folder);

/// Gives every block of rows of the segments within `range`, in the order of their time; rows come once, though
/// they may stand there twice. Returns what could not be read. `later` counts rows at or after the end of the
/// range: the clock stood ahead when they were written.
struct SegmentRows
{
    std::vector<RecordingLoss> losses;
    std::int64_t later = 0;
};
/// `goOn` is asked after each page; where it says no, the rest is left out without a word.
[[nodiscard]] SegmentRows readSegments(
    const QString &folder, TimeRange range, const TableAssembler::Emit &rows,
    const std::function<bool()> &goOn = [] { return true; });

/// The recorded event with the highest seq; nothing when there is none. Reads the newest segments that hold one.
[[nodiscard]] std::optional<Event> lastRecordedEvent(const QString &folder);

} // namespace qd::recording
