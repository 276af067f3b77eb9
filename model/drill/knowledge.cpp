// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/knowledge.h"

namespace qd::drill {

namespace {

bool isEndOfAction(EventKind kind)
{
    return kind == EventKind::RestartFinished || kind == EventKind::Deploy || kind == EventKind::PurgeFinished ||
           kind == EventKind::ActionFailed;
}

} // namespace

void Knowledge::read(const EventSnapshot &events, Timestamp now)
{
    m_events = events;
    m_now = now;
    m_alerts.read(events, now);
    m_incidents.read(events, now);
}

const incident::Incident *Knowledge::incident() const
{
    const auto all = m_incidents.incidents();
    return all.empty() ? nullptr : &all.front();
}

QStringList Knowledge::unattended() const
{
    QStringList identities;
    for (const auto &[identity, alert] : m_alerts.alerts())
        if (alert.isFiring() && !alert.acknowledged)
            identities << identity;
    return identities;
}

std::optional<Timestamp> Knowledge::identifiedAt() const
{
    const incident::Incident *one = incident();
    if (!one)
        return std::nullopt;
    std::optional<Timestamp> at = one->reached(incident::Status::Identified);
    for (const incident::Hypothesis &hypothesis : one->hypotheses)
        if (hypothesis.state == incident::Hypothesis::State::Confirmed && (!at || hypothesis.since < *at))
            at = hypothesis.since;
    return at;
}

Known Knowledge::known(std::optional<Timestamp> since) const
{
    Known known;
    known.now = m_now;
    if (const incident::Incident *one = incident())
        known.incident = one->id;
    for (const auto &[identity, alert] : m_alerts.alerts())
        known.isLeakNamed = known.isLeakNamed || (alert.isFiring() && !alert.labels.value("component").empty());
    if (!since)
        return known;
    for (std::size_t i = m_events.lowerBound(*since); i < m_events.size() && m_events.at(i).at <= m_now; ++i) {
        const Event &event = m_events.at(i);
        if (isEndOfAction(event.kind))
            known.actedAt = event.at;
        if (event.kind != EventKind::RestartVerdict || !known.actedAt)
            continue;
        const bool isOfMemory = event.body[u"after_minutes"].toInt() > 5;
        const bool wasSeen = event.body[u"verdict"].toString() != u"not seen";
        (isOfMemory ? known.hasMemoryVerdict : known.hasLogoutVerdict) |= wasSeen;
    }
    return known;
}

} // namespace qd::drill
