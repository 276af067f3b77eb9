// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/drill/scenario.h"
#include "model/incident/incident_events.h"

#include <optional>
#include <span>
#include <variant>
#include <vector>

/// Those who work a drill by themselves: what they do, and what they wait for.
namespace qd::drill {

/// What an operator can know at an instant.
struct Known
{
    Timestamp now{};
    QString incident;         ///< id of the one that is worked; empty: there is none yet
    bool isLeakNamed = false; ///< an alert says which component leaks
    bool isBusy = false;      ///< an action is under way
    bool isCureThere = false;
    // Of the last restart, deploy or purge that an operator ordered: what was said of it afterwards.
    bool hasLogoutVerdict = false;
    bool hasMemoryVerdict = false;
    std::optional<Timestamp> actedAt; ///< when it ended
};

struct Acknowledge
{
    QString comment; ///< on every alert that fires and nobody looks after
};
struct Restart
{
    QString reason;
};
struct PurgeRetained
{
    QString reason;
};
struct Deploy
{
    QString release;
    QString reason;
    bool isRollback = false;
};
/// A step of the incident. `charts`: what a hypothesis points at, over the hour before.
struct Say
{
    incident::Step step;
    QStringList charts;
};
using Move = std::variant<Acknowledge, Restart, PurgeRetained, Deploy, Say>;

/// One line, the same for the same move: "roll back to 2.4.0".
[[nodiscard]] QString wordsOf(const Move &move);

/// Whether it changes the service, and not the log alone.
[[nodiscard]] bool isAction(const Move &move);

/// What a beat waits for; then `after` passes.
enum class Cue {
    Time,          ///< an instant of the story
    Paged,         ///< there is an incident
    Named,         ///< an alert says what leaks
    Cure,          ///< the last release can be deployed
    LogoutVerdict, ///< what came of the last action, five minutes after it
    MemoryVerdict, ///< and fifteen
    Acted,         ///< the last action has ended
    Next,          ///< the beat before
};

struct Beat
{
    Cue cue = Cue::Next;
    Millis after{0};
    Timestamp at{}; ///< of Time
    std::vector<Move> moves;
};

/// A move that is due, and the instant it speaks of (none: now).
struct Due
{
    Move move;
    Timestamp at{};
};

/// Goes through its beats in their order, one when the one before is done and nothing is under way. Pure: the same
/// knowledge at the same times, the same moves.
class Operator
{
public:
    Operator(QString name, std::vector<Beat> beats);

    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] std::vector<Due> step(const Known &known);
    [[nodiscard]] bool isDone() const { return m_next == m_beats.size(); }

private:
    [[nodiscard]] bool holds(const Beat &beat, const Known &known) const;

    QString m_name;
    std::vector<Beat> m_beats;
    std::size_t m_next = 0;
    std::optional<Timestamp> m_cueAt; ///< since when what the next beat waits for is so
};

/// restart-only, purge, patch, as-it-was.
[[nodiscard]] QStringList operatorNames();
/// None: there is no operator of that name.
[[nodiscard]] std::optional<Operator> operatorNamed(const QString &name, const Scenario &scenario);

/// The team of 2024-08-20, step by step at its true times.
[[nodiscard]] std::vector<Beat> beatsAsItWas(const Scenario &scenario);

} // namespace qd::drill
