// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <QtCore/QJsonObject>
#include <QtCore/QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace qd {

/// What happened. The numbers are frozen: they are stored in events.db and in recordings.
enum class EventKind : int {
    ServiceStarted = 1,
    ServiceReady = 2,
    ServiceStopped = 3, ///< on purpose
    ServiceCrashed = 4, ///< by itself; body: exit code or signal
    ServiceHung = 5,
    RestartRequested = 10, ///< an action's intent, committed before it is sent
    RestartFinished = 11,
    RestartVerdict = 12,
    PurgeRequested = 20,
    PurgeFinished = 21,
    SessionEndRequested = 22,
    SessionEnded = 23,
    CollectRequested = 24,
    TrafficChanged = 25,
    DrillChanged = 26,
    ActionRefused = 27,
    ActionFailed = 28,
    Deploy = 30,          ///< another release runs
    DeployRequested = 31, ///< an operator's intent, committed before it begins
    Note = 40,
    AlertPending = 50,
    AlertFiring = 51,
    AlertResolved = 52,
    AlertAcknowledged = 53,
    AlertEscalated = 54, ///< nobody acknowledged it in time
    SilenceBegun = 55,   ///< its id is the correlation
    SilenceEnded = 56,   ///< before its time
    NotifyFailed = 57,   ///< whoever should be told of alerts cannot be reached, for now or for good
    NotifyRecovered = 58,
    NotifyTold = 59, ///< a notice of alerts of that name has arrived wherever it was sent
    Gap = 60,        ///< events or scrapes are known to be missing
    ScrapeFailed = 61,
    ScrapeRecovered = 62,
    ClockStepped = 63,
    RecorderStopped = 64,
    AlertUpdated = 65, ///< what an alert that fires says by now
    WindowOpened = 70,
    WindowClosed = 71,
    ServiceEvent = 80, ///< sessiond's own event, carried as it came
    // Of incidents, whose id is the correlation; bodies: model/incident/incident_events.h.
    IncidentOpened = 90,
    IncidentChanged = 91,    ///< status, severity, lead or title
    IncidentNote = 92,       ///< its text is the reason
    IncidentHypothesis = 93, ///< suspected, ruled out or confirmed
    IncidentLinked = 94,     ///< an alert or an event joins or leaves
    IncidentEvidence = 95,   ///< the state at an instant
    IncidentTask = 96,       ///< a corrective action
    PostmortemEdited = 97,
    PostmortemReviewed = 98,
};

/// What is kept for the books and is no news to anybody: no list of events has it.
[[nodiscard]] inline bool isBookkeeping(EventKind kind)
{
    return kind == EventKind::AlertUpdated || kind == EventKind::NotifyTold;
}

/// One entry of the one event log. Immutable once appended; a correction is a new event that supersedes it.
struct Event
{
    std::uint64_t seq = 0;  ///< position in this log, 1-based, set by EventLog::append()
    QString origin;         ///< "quarterdeck", "sessiond", …
    QString originInstance; ///< which run of the origin
    std::uint64_t originSeq =
        0;                  ///< position there; the origin triple is unique, an append of a known one is a no-op
    Timestamp at{};         ///< when it happened
    Timestamp recordedAt{}; ///< when it was committed here
    EventKind kind = EventKind::Note;
    QString subject;              ///< what it is about: "sessiond", an alert name, a session id
    QString actor;                ///< who did it; empty when nobody
    QString reason;               ///< why, in the actor's words
    QString correlation;          ///< joins intent, the service's own events and the outcome into one story
    std::uint64_t supersedes = 0; ///< seq of the corrected event, 0 when none
    QJsonObject body;             ///< facts by kind
};

/// The log as it was at one moment; shares its events with the log. Ordered by (at, seq). Any thread.
class EventSnapshot
{
public:
    using Chunk = std::vector<Event>;

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] const Event &at(std::size_t index) const;
    /// Index of the first event with event.at >= t; size() when there is none.
    [[nodiscard]] std::size_t lowerBound(Timestamp t) const;
    /// Highest seq it holds, 0 when empty: two snapshots with the same are equal.
    [[nodiscard]] std::uint64_t newestSeq() const { return m_newestSeq; }
    /// Indices of the events with a higher seq, in their order. Cheap where those are the latest.
    [[nodiscard]] std::vector<std::size_t> since(std::uint64_t seq) const;
    /// A snapshot of these and `more`, which get the seqs after the newest one here. Copies every event.
    [[nodiscard]] EventSnapshot with(std::vector<Event> more) const;

    /// Events that were collected elsewhere, from a recording: put in order, each of an origin triple once, and
    /// numbered anew from 1, since numbers of several logs may have met.
    [[nodiscard]] static EventSnapshot of(std::vector<Event> events);

private:
    friend class EventLog;
    std::vector<std::shared_ptr<const Chunk>> m_chunks;
    std::vector<std::size_t> m_starts; ///< index of the first event of each chunk
    std::size_t m_size = 0;
    std::uint64_t m_newestSeq = 0;
};

} // namespace qd
