// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/leak/leak_judge.h"
#include "model/recording/recording_reader.h"
#include "model/recording/table.h"
#include "model/series/series_store.h"

#include <QtCore/QObject>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace qd {

/// What came back of earlier runs.
struct RestoredHistory
{
    std::uint64_t newestEvent = 0;     ///< seq of the last event of the log that was recorded; 0: none of it
    std::vector<RecordingLoss> losses; ///< what could not be read, or not be put back
    LeakJudge leaks;                   ///< as of the beginning of the range
};

/// Puts what the segments of a folder hold within a range, which ends now, back into those groups of the store
/// that are the same. They are read on a thread of its own and put back on that of the caller, a block at a time,
/// so that the caller can go on meanwhile; but nothing else may be appended to the groups before finished(). Rows
/// of a time that has not come yet (the clock stood ahead) are left out, since nothing could follow them, and
/// told. Of the week before the range the leak detectors are told what they need, of `target` (judgePast()). A
/// folder that is not there holds nothing. The destructor stops the reading and waits for its end.
class HistoryRestore : public QObject
{
    Q_OBJECT

public:
    /// `store` must outlive it.
    HistoryRestore(QString folder, TimeRange range, Labels target, SeriesStore &store, EventSnapshot log,
                   QObject *parent = nullptr);
    ~HistoryRestore() override;

    void start();

Q_SIGNALS:
    void finished(const qd::RestoredHistory &restored);

private:
    void read();
    void hand(recording::Table table);
    void take();
    void finish(RestoredHistory read);

    const QString m_folder;
    const TimeRange m_range;
    const Labels m_target;
    SeriesStore &m_store;
    const EventSnapshot m_log;
    std::vector<RecordingLoss> m_refused; ///< by the store

    std::mutex m_mutex; ///< guards all below
    std::condition_variable m_taken;
    std::deque<recording::Table> m_tables;
    bool m_stop = false;

    std::thread m_thread;
};

} // namespace qd
