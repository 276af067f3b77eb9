// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/session/faults.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>
#include <vector>

/// An outage to rehearse: its story as data, who works it, and how well that went. Nothing here runs anything.
namespace qd::drill {

struct Release
{
    QString name;
    Faults faults; ///< it is made with
};

/// What happens whatever anybody does.
struct StoryEvent
{
    Timestamp at{};
    QString deploys; ///< a release, by a pipeline
    QString words;
};

/// Who uses the service, in the time of the story.
struct Crowd
{
    double signInsAMinute = 0; ///< once everybody has come; all of them sign out again
    double first = 1;          ///< share that is there at the beginning
    Millis comesWithin{0};     ///< the others, late rather than early
    double curve = 1;          ///< the higher the later, see sessiontraffic --ramp-curve
};

struct Scenario
{
    QString name;
    QString title;
    std::uint64_t seed = 0;
    Timestamp begin{};
    Timestamp end{}; ///< at the latest
    /// The oldest first: one that is well, the leaking ones, the one that cures.
    std::vector<Release> releases;
    std::vector<StoryEvent> events; ///< by time
    Millis cureTakes{0};            ///< from when the leak is identified until there is the last release
    Crowd crowd;
    QString memoryLimit;
    int mostSessions = 0; ///< stored ones, beyond which nobody can sign in
    QString monitoring;   ///< name of the rules that the team had; empty: the default ones

    [[nodiscard]] const Release *find(const QString &release) const;
    [[nodiscard]] const Release &first() const { return releases.front(); }
    [[nodiscard]] const Release &cure() const { return releases.back(); }
    /// Those that can be deployed once the pipeline has brought that many: the first one is none of them then, for
    /// its successors have written what it cannot read.
    [[nodiscard]] std::vector<Release> offered(std::size_t brought, bool cureIsThere) const;
    /// What the cure waits for, for people: `isNamed` from when the leak is identified. Empty while nothing leaks.
    [[nodiscard]] QString awaited(std::size_t brought, bool isNamed) const;
};

enum class Telling {
    Drill,   ///< its times vary with the seed, and somebody works it with the rules of today
    AsItWas, ///< 2024-08-20 with its true times and the monitoring of then
};

/// `session-leak`: sessions stay in memory after logout and slow the collector down, which stops the others.
/// Shortly before it is noticed an innocent release is deployed. `speed`: how many times as fast as the world its
/// clock runs.
[[nodiscard]] Scenario sessionLeak(Telling telling, std::uint64_t seed, double speed);

/// The scenario of that name; none: there is no such.
[[nodiscard]] std::optional<Scenario> scenarioNamed(const QString &name, Telling telling, std::uint64_t seed,
                                                    double speed);
[[nodiscard]] QStringList scenarioNames();

} // namespace qd::drill
