// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/incident_events.h"

#include <map>
#include <span>
#include <tuple>
#include <vector>

namespace qd::incident {

/// Every incident the event log tells of, as it stood at an instant. To its own events come what happened while it
/// was open and since the first of its alerts began to be true: what these alerts did, restarts, purges, crashes,
/// gaps, notes; deploys of the two hours before; and outcomes of its actions that came after its end. Reads on
/// where it stopped when the log grew or time went on, from the beginning after a jump back.
class IncidentBook
{
public:
    static constexpr Millis deployLookBack = std::chrono::hours(2);
    static constexpr Millis longestLookBack = std::chrono::hours(24); ///< for the beginning of an alert

    /// As of `at`: later events are not looked at.
    void read(const EventSnapshot &events, Timestamp at);

    /// By their openings.
    [[nodiscard]] std::span<const Incident> incidents() const { return m_incidents; }
    /// Null where the log never told of it.
    [[nodiscard]] const Incident *find(const QString &id) const;
    /// How many events were looked at since it was made: what reading costs.
    [[nodiscard]] std::size_t looks() const { return m_looks; }

private:
    void forget();
    void take(const EventSnapshot &events, std::size_t index);
    void open(const EventSnapshot &events, std::size_t index);
    void takeStep(Incident &incident, const EventSnapshot &events, std::size_t index);
    void change(Incident &incident, const Change &change, const EventSnapshot &events, std::size_t index);
    void link(Incident &incident, const Link &link, const EventSnapshot &events, std::size_t index);
    void join(Incident &incident, const QString &alert, const QString &name, const EventSnapshot &events,
              std::size_t index);
    [[nodiscard]] std::size_t onsetOf(const QString &alert, const EventSnapshot &events, std::size_t index);
    void gather(Incident &incident, const EventSnapshot &events, std::size_t from, std::size_t to);
    void add(Incident &incident, const Event &event);
    void correct(Incident &incident, const Event &event);

    std::vector<Incident> m_incidents;
    std::map<QString, std::size_t> m_places; ///< of incidents by id
    std::vector<std::size_t> m_open;
    std::vector<Timestamp> m_gatheredFrom;               ///< of each incident
    std::map<QString, std::size_t> m_actions;            ///< whose incident, by the action's correlation
    std::map<QString, std::vector<std::size_t>> m_early; ///< events of an incident that lie before its opening
    std::map<std::uint64_t, std::uint64_t> m_corrected;  ///< the correction by what it corrects

    /// Which event it is: seq, time and its number where it comes from.
    using Place = std::tuple<std::uint64_t, Timestamp, std::uint64_t>;
    std::size_t m_next = 0; ///< index of the first event that was not taken
    Place m_before{};       ///< of the one before it
    Timestamp m_at = Timestamp::min();
    std::size_t m_looks = 0;
};

} // namespace qd::incident
