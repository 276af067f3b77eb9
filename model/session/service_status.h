// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <cstdint>
#include <optional>

namespace qd {

/// Where actions land; shown in the bar, the title, every notification and every action button.
enum class Where {
    Practice, ///< our own traffic on our own child
    Local,    ///< our own child, real clients
    Attached, ///< a service that somebody else runs
};

struct Target
{
    Where where = Where::Practice;
    QString service = QStringLiteral("sessiond");
    QString host;         ///< host:port of an attached service
    bool isDrill = false; ///< practice that re-enacts something
    /// "PRACTICE", "PRACTICE DRILL", "LOCAL" or "sessiond@host:port".
    [[nodiscard]] QString label() const;
};

enum class Health {
    None,    ///< nothing is watched yet: the empty first minute
    Unknown, ///< no answer for so long that nothing can be said
    Starting,
    Ok,
    Degraded,
    Draining,
    Down, ///< the process is gone
    Hung, ///< the process runs and does not answer
};

/// Which shape, colour and word a state has: ok ●, warning ▲, critical ■, unknown ◌.
enum class Severity { Ok, Warning, Critical, Unknown };

[[nodiscard]] Severity severityOf(Health health);
[[nodiscard]] QString wordOf(Health health);
/// Whether something lives there that can be asked; not when it is down, hung or out of reach.
[[nodiscard]] bool answers(Health health);

/// What the engine knows about the watched service, beyond its series.
struct ServiceStatus
{
    Target target;
    Health health = Health::None;
    QString problem; ///< one line for people: what happened, what was kept, what to do; empty when well
    QString release;
    QStringList releases;  ///< that can be deployed, the oldest first; none where any name will do
    QString releaseToCome; ///< which one cannot be deployed yet and what it waits for, for people; mostly empty
    QString instance;
    std::optional<Timestamp> startedAt;
    std::optional<Timestamp> lastScrapeAt; ///< last one that succeeded
    std::int64_t pid = 0;                  ///< 0 when not our child or not running
    std::int64_t memoryLimitBytes = 0;     ///< 0 = unknown
    int requestsInFlight = -1;             ///< -1 = unknown
    Millis scrapeInterval{1000};
    bool canRestart = false;     ///< our child, or an attached service under a supervisor
    bool trafficRunning = false; ///< practice traffic
    QString dataFolder;
    QString provenance;      ///< of a recording, where it is no plain one: "re-enactment", "resampled"
    QString logProblem;      ///< of the event log, without which nothing can be done; red banner when not empty
    QString recorderProblem; ///< of the flight recorder; likewise, a line of its own
    bool couldStart = true;  ///< false: nothing is watched at all, and `problem` says why
    QString notifyProblem;   ///< whom alerts do not reach
    QString ruleProblem;     ///< of rule files and rules: the first one, and how many more
};

} // namespace qd
