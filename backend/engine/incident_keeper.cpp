// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/incident_keeper.h"

#include "model/incident/evidence.h"

namespace qd {

namespace {

/// More alerts about different services than that in one second wait for the next.
constexpr int mostOpenings = 8;

} // namespace

IncidentKeeper::IncidentKeeper(EventWriter &events, std::function<SeriesSnapshot()> series)
    : m_events(events)
    , m_series(std::move(series))
{}

void IncidentKeeper::read(Timestamp now)
{
    const EventSnapshot events = m_events.log().snapshot();
    m_alerts.read(events, now);
    m_incidents.read(events, now);
}

void IncidentKeeper::step(Timestamp now)
{
    read(now);
    for (int opened = 0; opened < mostOpenings; ++opened) {
        const incident::Plan plan = incident::planFor(m_alerts, m_incidents);
        if ((!plan.opening && plan.joinings.empty()) || !follow(plan, now))
            break;
        read(now);
    }
    captureEvidence();
}

/// In one commit: all or nothing.
bool IncidentKeeper::follow(const incident::Plan &plan, Timestamp now)
{
    std::vector<Event> events;
    if (plan.opening)
        events.push_back(incident::openedOf(EventWriter::newCorrelation(), *plan.opening));
    for (const incident::Joining &joining : plan.joinings) {
        events.push_back(incident::eventOf(joining.incident, joining.link));
        events.back().subject = m_incidents.find(joining.incident)->title;
    }
    for (Event &event : events)
        event.at = now;
    return m_events.writeAll(std::move(events)).has_value();
}

void IncidentKeeper::captureEvidence()
{
    const auto due = incident::evidenceDue(m_incidents);
    if (due.empty())
        return;
    const SeriesSnapshot series = m_series();
    std::vector<Event> events;
    for (const incident::DueEvidence &one : due) {
        events.push_back(
            incident::evidenceOf(one.incident, one.cause, incident::toJson(incident::stateAt(series, one.at))));
        events.back().subject = m_incidents.find(one.incident)->title;
        events.back().at = one.at;
    }
    (void)m_events.writeAll(std::move(events));
}

} // namespace qd
