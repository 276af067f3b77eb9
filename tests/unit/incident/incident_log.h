// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/incident_book.h"
#include "tests/support/alert_event.h"

namespace qd::test {

/// A log as an engine writes it, event by event; times are since 1970.
class IncidentLog
{
public:
    static QString id() { return QStringLiteral("i1"); }

    /// Its seq.
    std::uint64_t add(Event event, Millis at, const QString &actor = {}, std::uint64_t supersedes = 0)
    {
        event.at = Timestamp(at);
        event.origin = QStringLiteral("quarterdeck");
        event.originSeq = ++m_number;
        event.actor = actor;
        event.supersedes = supersedes;
        m_events.push_back(std::move(event));
        return m_number;
    }
    std::uint64_t add(const incident::Step &step, Millis at, const QString &actor = QStringLiteral("anna"),
                      std::uint64_t supersedes = 0)
    {
        return add(incident::eventOf(id(), step), at, actor, supersedes);
    }
    std::uint64_t add(EventKind kind, Millis at, const QString &correlation = {})
    {
        Event event;
        event.kind = kind;
        event.subject = QStringLiteral("sessiond");
        event.correlation = correlation;
        return add(std::move(event), at);
    }
    std::uint64_t alert(EventKind kind, Millis at, const QString &name, const char *severity = "critical")
    {
        return add(alertEvent(kind, at, name, severity), at);
    }
    std::uint64_t status(incident::Status status, Millis at)
    {
        return add(incident::Change{status, {}, {}, {}, {}}, at);
    }
    void open(Millis at, const QString &alert = {})
    {
        add(incident::openedOf(
                id(),
                {QStringLiteral("It leaks"), QStringLiteral("critical"), {}, alert, alert.section(u' ', 0, 0)}),
            at);
    }

    [[nodiscard]] EventSnapshot snapshot() const { return EventSnapshot().with(m_events); }
    [[nodiscard]] incident::Incident at(Millis at) const
    {
        incident::IncidentBook book;
        book.read(snapshot(), Timestamp(at));
        return book.incidents().empty() ? incident::Incident() : book.incidents().front();
    }

private:
    std::vector<Event> m_events;
    std::uint64_t m_number = 0;
};

} // namespace qd::test
