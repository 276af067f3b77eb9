// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event_log.h"

#include <functional>

namespace qd {

/// The engine's own entries in the event log: fills in origin, run, time and actor, and tells who must know of
/// every committed event. Engine thread.
class EventWriter
{
public:
    /// `onCommitted` is called after each commit, with the events as they were appended.
    EventWriter(EventLog &log, const Clock &clock, std::function<void(const std::vector<Event> &)> onCommitted);

    /// Commits an event of our own; `at` 0 means now. Io: it was not recorded, so what it announces must not
    /// happen.
    Result<std::uint64_t> write(Event event);
    /// Several of our own in one commit: all or none.
    Result<void> writeAll(std::vector<Event> events);
    /// Commits events of another origin as they are; `at` 0 means now.
    Result<void> adopt(std::vector<Event> events);

    /// Why the last commit failed, empty when it did not: the red banner of the window.
    [[nodiscard]] QString problem() const { return m_problem; }
    [[nodiscard]] EventLog &log() const { return m_log; }
    /// Names one story: the intent, what the service says about it, and the outcome.
    [[nodiscard]] static QString newCorrelation();

private:
    EventLog &m_log;
    const Clock &m_clock;
    const QString m_run;
    QString m_problem;
    std::function<void(const std::vector<Event> &)> m_onCommitted;
};

} // namespace qd
