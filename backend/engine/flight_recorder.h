// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/recorder.h"
#include "model/recording/segment_recorder.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace qd {

struct FlightRecorderConfig
{
    QString folder;       ///< made when it is not there
    mcap::StringMap info; ///< for the front of each segment
    Millis every{10'000}; ///< a chunk; what a kill can cost
    SegmentLimits limits;
    SegmentRecorder::MakeSink makeSink; ///< for tests; null: files
    Millis everyUrgent{2'000};          ///< the same while something is critical
};

/// Writes everything that enters the history into segments, on a thread of its own, which also compacts closed and
/// torn segments and deletes those that are too old and not pinned (model/recording/pins.h). A full or failing
/// disk is told by problem() and tried again with each chunk; nothing that the history still holds is lost by it.
class FlightRecorder final : public Recorder
{
public:
    /// `known`, and events up to that seq, came from the segments: they are not written again.
    FlightRecorder(FlightRecorderConfig config, const SeriesSnapshot &known, std::uint64_t newestEvent,
                   Timestamp now);
    /// Writes what was offered last and closes its segment. Blocks for as long as the disk works.
    ~FlightRecorder() override;

    void offer(const HistoryPtr &history) override;
    [[nodiscard]] QString problem() const override;
    /// Returns when everything offered so far was written or refused by the disk.
    void flush();

    /// Whether this is a time of which little may be lost: a finding is critical.
    [[nodiscard]] static bool isUrgent(const HistorySnapshot &history);

private:
    void run();
    [[nodiscard]] bool isDue(std::unique_lock<std::mutex> &lock) const;
    void writeNewest(std::unique_lock<std::mutex> &lock);
    void tidyUp();
    static void compact(const QString &path);
    void deleteOld(Timestamp now);
    [[nodiscard]] Timestamp historyNow(Timestamp now) const;
    void maintain(Timestamp now);

    const FlightRecorderConfig m_config;
    const Timestamp m_started;
    Timestamp m_newestBefore{}; ///< end of what was recorded before this recorder began
    SegmentRecorder m_segments; ///< used on m_thread only, once that runs

    mutable std::mutex m_mutex; ///< guards all below
    std::condition_variable m_wake;
    std::condition_variable m_written;
    HistoryPtr m_newest; ///< not written yet; null when there is nothing new
    QString m_problem;
    bool m_hurry = false;
    bool m_writing = false;
    bool m_stop = false;

    std::chrono::steady_clock::time_point m_lastWrite; ///< used on m_thread only

    std::thread m_thread;
};

} // namespace qd
