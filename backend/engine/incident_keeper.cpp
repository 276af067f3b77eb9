// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/incident_keeper.h"

#include "model/incident/evidence.h"
#include "model/recording/pins.h"

#include <QtCore/QFileInfo>
#include <QtCore/QLoggingCategory>

namespace qd {

namespace {

Q_LOGGING_CATEGORY(incidents, "quarterdeck.incidents")

/// More alerts about different services than that in one second wait for the next.
constexpr int mostOpenings = 8;
/// Until it is resolved; nobody works on one for that long.
constexpr Millis longestIncident = std::chrono::days(366);

} // namespace

IncidentKeeper::IncidentKeeper(EventWriter &events, std::function<SeriesSnapshot()> series, QString segments)
    : m_events(events)
    , m_series(std::move(series))
    , m_segments(std::move(segments))
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
    pin();
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

/// From the first thing it tells of. What was resolved ages as everything does.
void IncidentKeeper::pin()
{
    if (m_segments.isEmpty() || !QFileInfo::exists(m_segments))
        return;
    std::vector<TimeRange> spans;
    for (const incident::Incident &incident : m_incidents.incidents())
        if (incident.isOpen())
            spans.push_back({incident.entries.front().at, incident.openedAt + longestIncident});
    if (m_pinned == spans)
        return;
    // A file that cannot be written is tried again when something changes, and not each second.
    m_pinned = spans;
    if (const auto done = recording::replacePins(m_segments, QStringLiteral("incident"), spans); !done)
        qCWarning(incidents).noquote() << done.error().words;
}

} // namespace qd
