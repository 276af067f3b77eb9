// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/incident_events.h"
#include "model/session/faults.h"
#include "model/session/session.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>
#include <vector>

/// What goes through the gateway: orders, and what they are answered with.
namespace qd {

/// Which stored sessions a purge takes; all that are given must hold.
struct PurgeSelector
{
    enum class State { Active, Expired, Retained, Any };
    State state = State::Retained;
    std::optional<std::chrono::seconds> idleLongerThan;
    std::optional<std::chrono::seconds> olderThan;
    QString user;
    QString address;

    /// True when it can end sessions of people who are signed in.
    [[nodiscard]] bool touchesActive() const { return state == State::Active || state == State::Any; }
    /// True when it can touch every active session. Others may match all of them too: the preview says.
    [[nodiscard]] bool touchesEveryActive() const
    {
        return touchesActive() && !idleLongerThan && !olderThan && user.isEmpty() && address.isEmpty();
    }
    friend bool operator==(const PurgeSelector &, const PurgeSelector &) = default;
};

/// What a purge would remove, pinned by the service to a cut-off; good until expiresAt (120 s), for one purge.
struct PurgePreview
{
    QString previewId;
    PurgeSelector selector;
    std::int64_t matched = 0;
    std::int64_t activeMatched = 0; ///< of those, how many are signed in now
    std::int64_t users = 0;
    std::int64_t bytes = 0;
    std::vector<SessionRow> sample; ///< at most 20
    Timestamp expiresAt{};
    double loginsPerSecond = 0; ///< measured over the last minutes; 0 = unknown
    /// The service wants "every session" said: it would end every active session, whatever the selector is.
    bool confirmRequired = false;
};

struct PurgeOrder
{
    QString previewId;
    PurgeSelector selector; ///< for the log
    std::int64_t expected = 0;
    QString reason;
    bool everySession = false; ///< the operator has said that it is to end every active one
};

struct PurgeProgress
{
    bool done = false;
    std::int64_t matched = 0;
    std::int64_t purged = 0;
    std::int64_t spared = 0; ///< used after the preview, and therefore left alone
    std::int64_t gone = 0;   ///< ended by something else before their turn came
    std::int64_t freedBytes = 0;
    std::int64_t rssBefore = 0;
    std::int64_t rssAfter = 0;
    Millis elapsed{0};
};

/// Read just before a restart is offered.
struct RestartPlan
{
    int requestsInFlight = -1;      ///< -1 = unknown
    std::int64_t sessionsKept = -1; ///< active ones, in the journal
    std::int64_t retainedDropped = -1;
    std::chrono::seconds drainDeadline{10};
};

struct RestartOrder
{
    QString reason;
    std::chrono::seconds drainDeadline{10};
};

/// Another release in the place of the one that runs: a restart, with all that comes with one.
struct DeployOrder
{
    QString release;
    QString reason;
    bool isRollback = false; ///< it ran before
    QString by;              ///< who has it done, a pipeline; empty: the operator
    std::chrono::seconds drainDeadline{10};
};

enum class RestartStep { EvidenceCaptured, Draining, Stopped, Started, Ready, Failed };

struct RestartProgress
{
    RestartStep step = RestartStep::EvidenceCaptured;
    Millis elapsed{0};
    std::int64_t requestsFailed = -1; ///< meanwhile, as far as known; -1 = unknown
    std::int64_t sessionsKept = -1;   ///< after Ready
    QString words;                    ///< why, when Failed
};

/// Alerts that matched tell nobody for a while; they are evaluated and shown as ever.
struct SilenceOrder
{
    QString matchers; ///< as alerts::AlertMatchers reads them
    Millis length{0}; ///< from now on
    QString comment;
};

/// A step of an incident.
struct IncidentOrder
{
    QString incident; ///< its id
    incident::Step step;
    Timestamp at{};             ///< the instant it speaks of; none: now
    std::uint64_t corrects = 0; ///< seq of the incident's entry it stands in the place of; 0: of none
};

} // namespace qd
