// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/incident/task.h"

#include <map>
#include <optional>
#include <vector>

/// An outage as the event log tells it: what happened, what was thought, what was done, and what is to be done.
namespace qd::incident {

enum class Status { Detected, Investigating, Identified, Mitigated, Resolved };

/// An event in whatever log it lies. Sequence numbers change when a log is saved into a recording; these do not.
struct EventRef
{
    QString origin;
    QString instance;
    std::uint64_t number = 0;

    [[nodiscard]] static EventRef of(const Event &event)
    {
        return {event.origin, event.originInstance, event.originSeq};
    }
    [[nodiscard]] bool isNull() const { return origin.isEmpty(); }
    friend bool operator==(const EventRef &, const EventRef &) = default;
};

/// What a hypothesis points at.
struct Exhibit
{
    enum class Kind { Span, Alert, Query, Event };
    Kind kind = Kind::Span;
    QString text;   ///< the chart's name, the alert's identity, the expression; of an event its words
    TimeRange span; ///< of Span and Query
    EventRef event; ///< of Event
    friend bool operator==(const Exhibit &, const Exhibit &) = default;
};

struct Hypothesis
{
    enum class State { Suspected, RuledOut, Confirmed };
    QString id;
    QString text;
    State state = State::Suspected;
    std::vector<Exhibit> evidence;
    // As the log has it, not of an order.
    Timestamp since{}; ///< it has been in that state
    QString by;
};

/// An alert that belongs to the incident, from when it joined.
struct AlertLink
{
    QString name;
    Timestamp joinedAt{};
    std::optional<Timestamp> leftAt;
};

struct StatusMark
{
    Timestamp at{};
    Status status = Status::Detected;
    QString by;
    std::uint64_t seq = 0;
    bool isCorrected = false; ///< another mark stands in its place
};

enum class Source { Alert, Operator, Service, Window };

/// One line of the timeline.
struct Entry
{
    Timestamp at{};
    std::uint64_t seq = 0; ///< of the event, in the log that was read
    EventKind kind = EventKind::Note;
    EventRef event;
    Source source = Source::Window;
    QString author;      ///< empty where nobody did it
    QString words;       ///< foreign text: may be long, and anything may be in it
    QString correlation; ///< of what an action is about
    std::uint64_t correctionOf = 0;
    std::uint64_t correctedBy = 0; ///< both stay, and are shown beside each other
};

/// The state at an instant, see evidence.h.
struct Captured
{
    Timestamp at{};
    QString cause; ///< correlation of the action it was captured for; empty: of the detection
    QJsonObject body;
};

struct Incident
{
    QString id;
    QString title;
    QString severity;
    QString lead;
    Timestamp openedAt{};
    QString openedBy;                    ///< empty: it opened by itself
    std::optional<Timestamp> onset;      ///< when the first alert of it began to be true
    std::vector<StatusMark> statuses;    ///< by time, the first is Detected
    std::map<QString, AlertLink> alerts; ///< by identity, see rules::identityOf()
    std::vector<Hypothesis> hypotheses;  ///< in the order in which they came up
    std::vector<Task> tasks;
    std::vector<Captured> evidence;
    std::map<QString, QString> edits; ///< of the post-mortem, text by section
    bool isReviewed = false;          ///< else the post-mortem is a draft
    std::vector<Entry> entries;       ///< by time

    [[nodiscard]] Status status() const;
    [[nodiscard]] bool isOpen() const { return status() != Status::Resolved; }
    /// None while it is open.
    [[nodiscard]] std::optional<Timestamp> resolvedAt() const;
    /// When it first had this status, by marks that stand.
    [[nodiscard]] std::optional<Timestamp> reached(Status status) const;
    /// Null where there is none.
    [[nodiscard]] const Entry *entry(std::uint64_t seq) const;
};

} // namespace qd::incident
