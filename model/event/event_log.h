// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/clock.h"
#include "model/base/error.h"
#include "model/event/event.h"

#include <memory>

namespace qd {

class EventDatabase;

/// What to do with an event log that is damaged.
enum class DamagedLog {
    Refuse,     ///< one line, nothing changed
    Quarantine, ///< the files are renamed, a new log begins, and its first event says so
};

/// The one event log of a history: append-only and durable. Owned by the engine thread; snapshots go anywhere.
class EventLog
{
public:
    /// Opens or creates the log at `path` and loads it. `clock` gives recordedAt and must outlive the log.
    [[nodiscard]] static Result<std::unique_ptr<EventLog>> open(const QString &path, const Clock &clock,
                                                                DamagedLog damaged = DamagedLog::Refuse);
    ~EventLog();
    EventLog(const EventLog &) = delete;
    EventLog &operator=(const EventLog &) = delete;

    /// Commits the event and returns its seq; it survives a power loss from here on. The log sets seq and
    /// recordedAt, and originSeq = seq where it is 0. A known origin triple is a no-op that returns the seq it
    /// has. `at` may lie before events already there: order is by (at, seq). Io: nothing was appended.
    Result<std::uint64_t> append(Event event);
    /// As append() for several in one commit: all or none. Returns how many were new.
    Result<std::size_t> appendAll(std::vector<Event> events);

    /// Everything committed so far. Cheap: shares its chunks.
    [[nodiscard]] EventSnapshot snapshot() const { return m_snapshot; }
    /// Where to go on reading the events of one run of an origin; 0 when none is known.
    [[nodiscard]] std::uint64_t newestOriginSeq(const QString &origin, const QString &instance) const;
    /// Where a damaged log was set aside at open(); empty when it was well.
    [[nodiscard]] QString quarantinedTo() const { return m_quarantinedTo; }

private:
    explicit EventLog(const Clock &clock);
    [[nodiscard]] Result<void> load(const QString &path);
    [[nodiscard]] Result<void> quarantine(const QString &path, const QString &why);
    void insert(Event event);
    void renumber(std::size_t fromChunk);

    const Clock &m_clock;
    std::unique_ptr<EventDatabase> m_database;
    EventSnapshot m_snapshot;
    QString m_quarantinedTo;
};

} // namespace qd
