// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/flight_recorder.h"

#include "model/base/units.h"
#include "model/health/reading.h"
#include "model/recording/compaction.h"
#include "model/recording/pins.h"
#include "model/recording/segment_folder.h"

#include <QtCore/QDir>
#include <QtCore/QLoggingCategory>

#include <algorithm>

namespace qd {

namespace {

Q_LOGGING_CATEGORY(recorder, "quarterdeck.recorder")

} // namespace

FlightRecorder::FlightRecorder(FlightRecorderConfig config, const SeriesSnapshot &known, std::uint64_t newestEvent,
                               Timestamp now)
    : m_config(std::move(config))
    , m_started(now)
    , m_segments(m_config.folder, m_config.info, m_config.limits, m_config.makeSink)
{
    QDir().mkpath(m_config.folder); // where that fails, the first chunk says so
    m_segments.skip(known, newestEvent);
    m_thread = std::thread([this] { run(); });
}

FlightRecorder::~FlightRecorder()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void FlightRecorder::offer(const HistoryPtr &history)
{
    const std::lock_guard lock(m_mutex);
    m_newest = history;
}

QString FlightRecorder::problem() const
{
    const std::lock_guard lock(m_mutex);
    return m_problem;
}

void FlightRecorder::flush()
{
    std::unique_lock lock(m_mutex);
    m_hurry = true;
    m_wake.notify_one();
    m_written.wait(lock, [this] { return !m_hurry && !m_writing; });
}

/// What a kill, or a crash of the machine, left behind.
void FlightRecorder::tidyUp()
{
    for (const QString &path : recording::setUnreadableAside(m_config.folder))
        qCWarning(recorder).noquote() << "not a recording, set aside:" << path;
    for (const recording::Segment &segment : recording::segmentsIn(m_config.folder)) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_stop)
                return; // the next start goes on
        }
        compact(segment.path);
    }
    for (const recording::Segment &segment : recording::segmentsIn(m_config.folder))
        m_newestBefore = std::max(m_newestBefore, segment.span.end);
    deleteOld(m_started);
}

/// A clock that stands weeks ahead must not cost the history: it ages by what was recorded and by how long this
/// recorder runs, and by a day at most while nobody recorded.
Timestamp FlightRecorder::historyNow(Timestamp now) const
{
    if (m_newestBefore == Timestamp{})
        return now;
    return std::min(now, m_newestBefore + std::chrono::days(1) + (now - m_started));
}

void FlightRecorder::deleteOld(Timestamp now)
{
    const auto pins = recording::readPins(m_config.folder);
    if (!pins) {
        qCWarning(recorder).noquote() << pins.error().words << "Old segments stay until it is mended or removed.";
        return;
    }
    const QStringList deleted = recording::applyRetention(
        m_config.folder, m_config.limits, historyNow(now),
        [&](const recording::Segment &segment) { return recording::isPinned(segment, *pins); });
    for (const QString &path : deleted)
        qCInfo(recorder).noquote() << "beyond what is kept, deleted:" << path;
}

void FlightRecorder::compact(const QString &path)
{
    const auto compacted = recording::compact(path);
    if (!compacted)
        qCWarning(recorder).noquote() << compacted.error().words;
    else
        for (const RecordingLoss &loss : compacted->losses)
            qCWarning(recorder).noquote() << "lost:" << loss.words;
}

void FlightRecorder::run()
{
    tidyUp();
    std::unique_lock lock(m_mutex);
    m_lastWrite = std::chrono::steady_clock::now();
    while (!m_stop) {
        m_wake.wait_for(lock, std::min(m_config.every, m_config.everyUrgent),
                        [this] { return m_stop || m_hurry; });
        if (m_stop || m_hurry || isDue(lock))
            writeNewest(lock);
    }
    writeNewest(lock); // it may have been told to stop before it first waited
    lock.unlock();
    if (const auto closed = m_segments.close(); !closed)
        qCWarning(recorder).noquote() << closed.error().words;
}

bool FlightRecorder::isUrgent(const HistorySnapshot &history)
{
    const auto all = findings(history, history.now);
    return std::ranges::any_of(all, [](const Finding &f) { return f.severity == Severity::Critical; });
}

/// Judged here and not where it is offered: the engine has better to do, and every two seconds is enough.
bool FlightRecorder::isDue(std::unique_lock<std::mutex> &lock) const
{
    // A wait that was cut a little short must not cost a whole one more.
    if (std::chrono::steady_clock::now() - m_lastWrite >= m_config.every - m_config.everyUrgent / 2)
        return true;
    const HistoryPtr history = m_newest;
    lock.unlock();
    const bool urgent = history && isUrgent(*history);
    lock.lock();
    return urgent;
}

void FlightRecorder::writeNewest(std::unique_lock<std::mutex> &lock)
{
    m_hurry = false;
    m_lastWrite = std::chrono::steady_clock::now();
    const HistoryPtr history = std::exchange(m_newest, nullptr);
    if (history) {
        m_writing = true;
        lock.unlock();
        const auto written = m_segments.write(history->series, history->events);
        maintain(history->now);
        lock.lock();
        m_writing = false;
        if (written)
            m_problem.clear();
        else if (m_problem.isEmpty())
            m_problem = QStringLiteral("Not recording since %1 UTC. %2")
                            .arg(units::clock(history->now, units::Zone::Utc), written.error().words);
    }
    m_written.notify_all();
}

void FlightRecorder::maintain(Timestamp now)
{
    const QStringList closed = m_segments.takeClosed();
    for (const QString &path : closed)
        compact(path);
    if (!closed.isEmpty())
        deleteOld(now);
}

} // namespace qd
