// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/replay/page_shelf.h"
#include "model/base/error.h"
#include "model/playhead/history.h"
#include "model/recording/compaction.h"

#include <QtCore/QStringList>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace qd {

/// A recording as a history. A thread of its own opens the file and loads its samples, those that are looked at
/// first; the first picture comes from the file's overview. The file is only read: one that is torn, never was
/// compacted or is no recording at all is copied into the cache folder first, from where it is gone as soon as it
/// is open. Lives on the GUI thread, which it never blocks but in the destructor, for one page at most.
class RecordingFeed final : public HistoryFeed
{
    Q_OBJECT

public:
    /// Makes a recording of a file of another kind, on the feed's thread; returns what was lost, in words.
    using Import = std::function<Result<QStringList>(const QString &source, const QString &recording,
                                                     const recording::CopyProgress &progress)>;

    explicit RecordingFeed(QObject *parent = nullptr);
    /// Cancels what is being done and joins the thread.
    ~RecordingFeed() override;

    /// Before open(). Without one, files that are no recordings are refused.
    void setImport(Import import) { m_import = std::move(import); }
    /// Once. opened() or failed() follows, never from within the call.
    void open(const QString &path);
    /// What is on screen: its samples are loaded next.
    void setVisible(TimeRange range);

    [[nodiscard]] HistoryPtr current() const override { return m_current; }
    /// What is known to be missing of the recording, in words.
    [[nodiscard]] const QStringList &losses() const { return m_losses; }

Q_SIGNALS:
    /// current() holds the whole of it from here on, coarse at first.
    void opened();
    void failed(const qd::Error &error);
    /// Of a copy or an import: the share that is done, 0 to 1, and what is being done.
    void progress(double share, const QString &words);
    /// Of samples that could not be read.
    void lossesChanged();

private:
    using HistoryFile = std::shared_ptr<const FileHistory>;

    void run(const std::stop_token &stop, const QString &path);
    [[nodiscard]] Result<HistoryFile> prepare(const std::stop_token &stop, const QString &path,
                                              QStringList &losses);
    [[nodiscard]] Result<HistoryFile> openCopy(const std::stop_token &stop, const QString &path, bool isRecording,
                                               QStringList &losses);
    void serve(const std::stop_token &stop, PageShelf &shelf);
    /// Waits for another range than `seen`; nothing when it is to stop.
    [[nodiscard]] std::optional<TimeRange> nextRange(const std::stop_token &stop, TimeRange seen);
    [[nodiscard]] bool rangeChanged(TimeRange seen);
    void publish(const PageShelf &shelf);
    void take(const HistoryPtr &snapshot, const QStringList &losses);

    Import m_import; ///< fixed once the thread runs
    HistoryPtr m_current;
    QStringList m_losses;
    bool m_opened = false;

    std::mutex m_mutex; ///< guards m_range
    std::condition_variable_any m_wake;
    TimeRange m_range;

    std::uint64_t m_generation = 0; ///< used on m_thread only
    std::jthread m_thread;          ///< last: everything else outlives it
};

} // namespace qd
