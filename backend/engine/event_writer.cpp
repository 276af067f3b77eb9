// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/event_writer.h"

#include <QtCore/QUuid>

namespace qd {

EventWriter::EventWriter(EventLog &log, const Clock &clock,
                         std::function<void(const std::vector<Event> &)> onCommitted)
    : m_log(log)
    , m_clock(clock)
    , m_run(QUuid::createUuid().toString(QUuid::WithoutBraces))
    , m_onCommitted(std::move(onCommitted))
{}

QString EventWriter::newCorrelation()
{
    return QUuid::createUuid().toString(QUuid::Id128);
}

Result<std::uint64_t> EventWriter::write(Event event)
{
    event.origin = QStringLiteral("quarterdeck");
    event.originInstance = m_run;
    if (event.at == Timestamp{})
        event.at = m_clock.now();
    Result<std::uint64_t> seq = m_log.append(event);
    m_problem = seq ? QString() : seq.error().words;
    if (seq) {
        event.seq = *seq;
        m_onCommitted({event});
    }
    return seq;
}

Result<void> EventWriter::writeAll(std::vector<Event> events)
{
    for (Event &event : events) {
        event.origin = QStringLiteral("quarterdeck");
        event.originInstance = m_run;
    }
    return adopt(std::move(events));
}

Result<void> EventWriter::adopt(std::vector<Event> events)
{
    if (events.empty())
        return {};
    for (Event &event : events) {
        if (event.at == Timestamp{})
            event.at = m_clock.now();
    }
    const auto appended = m_log.appendAll(events);
    m_problem = appended ? QString() : appended.error().words;
    if (!appended)
        return tl::unexpected(appended.error());
    if (*appended > 0)
        m_onCommitted(events);
    return {};
}

} // namespace qd
