// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/incident/incident.h"

#include <variant>

/// What people and the window do to an incident, as entries of the event log, and back.
namespace qd::incident {

/// Any of them; what is not given stays as it is.
struct Change
{
    std::optional<Status> status;
    std::optional<QString> severity;
    std::optional<QString> lead;
    std::optional<QString> title;
    QString reason;
};

struct Note
{
    QString text;
};

/// An alert, or else an event, joins the incident or leaves it.
struct Link
{
    QString alert; ///< its identity
    QString name;  ///< the alert's, or the event's words
    EventRef event;
    bool leaves = false;
    QString reason;
};

/// A section of the post-mortem gets this text in the place of what is generated; an empty one gives that back.
struct Edit
{
    QString section;
    QString text;
};

struct Review
{
    QString words;
};

/// One step of an incident. A hypothesis or a task of a known id replaces the one that is there.
using Step = std::variant<Change, Note, Hypothesis, Task, Link, Edit, Review>;

/// Bounds on what is taken from people; beyond is TooLarge.
inline constexpr qsizetype longestTitle = 500;
inline constexpr qsizetype longestName = 1 << 14; ///< ids, identities of alerts, queries, paths
inline constexpr qsizetype longestText = 1 << 20;
inline constexpr std::size_t mostExhibits = 100;

struct Opening
{
    QString title;
    QString severity; ///< as alerts have it
    QString reason;
    /// Of the alert it opens for; empty by hand.
    QString alert;
    QString alertName;
};

/// The events; whoever commits them sets actor and, where it is not now, time. The id is the correlation.
[[nodiscard]] Event openedOf(const QString &id, const Opening &opening);
[[nodiscard]] Event eventOf(const QString &id, const Step &step);
/// `cause`: correlation of the action it was captured for, empty for the detection.
[[nodiscard]] Event evidenceOf(const QString &id, const QString &cause, QJsonObject state);

/// Back again; nothing where it is another kind of event, or one that says nothing that is understood.
[[nodiscard]] std::optional<Opening> openingFrom(const Event &event);
[[nodiscard]] std::optional<Step> stepFrom(const Event &event);
[[nodiscard]] std::optional<Captured> capturedFrom(const Event &event);

/// Invalid: it says nothing. TooLarge: beyond the bounds.
[[nodiscard]] Result<void> check(const Opening &opening);
[[nodiscard]] Result<void> check(const Step &step);

/// Whether an event is of an incident: kinds 90 to 98.
[[nodiscard]] bool isOfIncident(EventKind kind);

} // namespace qd::incident
