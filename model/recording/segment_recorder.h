// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/recording_writer.h"

#include <functional>

namespace qd {

/// How long a segment lasts and how much is kept.
struct SegmentLimits
{
    Millis length = std::chrono::hours(1);
    Millis retention = std::chrono::hours(24 * 14);
    std::uint64_t bytes = 2ULL << 30U;
};

/// Writes a history down as it grows, into one recording after the other in one folder. Each write() is one synced
/// step: what it acknowledged survives the death of the process and of the machine. What it did not acknowledge is
/// written by the next one, into a new segment, for as long as the snapshots still hold it; what was torn off
/// between the two may then stand there twice, and readers drop rows that are not later than the last
/// (TableAssembler). Owned by one thread, which it blocks while the disk works.
class SegmentRecorder
{
public:
    /// Where segments are written; tests put a full disk here.
    using MakeSink = std::function<Result<std::unique_ptr<AppendSink>>(const QString &path)>;

    /// The folder must exist. `info` goes to the front of every segment.
    SegmentRecorder(QString folder, mcap::StringMap info, SegmentLimits limits = {}, MakeSink makeSink = {});

    /// Everything of the two that has not been written yet. Nothing to write is no error.
    [[nodiscard]] Result<void> write(const SeriesSnapshot &series, const EventSnapshot &events);
    /// Takes these rows, and the events up to that seq, as written: they came from the segments that are there.
    void skip(const SeriesSnapshot &series, std::uint64_t newestEvent);
    /// Gives the open segment its index. The next write() begins another.
    [[nodiscard]] Result<void> close();

    /// Of the segment being written; empty when there is none.
    [[nodiscard]] QString openPath() const { return m_path; }
    /// Closed segments since the last call, oldest first.
    [[nodiscard]] QStringList takeClosed() { return std::exchange(m_closed, {}); }

private:
    [[nodiscard]] Result<void> writeAll(const std::vector<GroupView> &groups, const EventSnapshot &events);
    [[nodiscard]] Result<void> open(Timestamp first);
    void addNewEvents(const EventSnapshot &events);
    /// At most the rest of the current block of each group; false when no group has more rows.
    [[nodiscard]] bool addNextRows(const std::vector<GroupView> &groups, std::vector<std::int64_t> &next);
    /// Lets go of the segment as it stands.
    void letGo();
    /// Takes back what was not acknowledged, and the file itself when that was all.
    void takeBack();

    QString m_folder;
    mcap::StringMap m_info;
    SegmentLimits m_limits;
    MakeSink m_makeSink;

    std::unique_ptr<RecordingWriter> m_writer;
    QString m_path;
    Timestamp m_begin{};
    std::uint64_t m_acknowledged = 0; ///< bytes of it
    QStringList m_closed;

    std::vector<std::int64_t> m_nextRow; ///< by group: the first that is not on disk
    std::uint64_t m_newestEvent = 0;
};

} // namespace qd
