// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alerts/alert_book.h"

#include "model/alerts/alert_marks.h"
#include "model/rules/alert_events.h"

#include <algorithm>

namespace qd::alerts {

namespace {

bool isOfAlert(EventKind kind)
{
    return kind == EventKind::AlertPending || kind == EventKind::AlertFiring || kind == EventKind::AlertResolved ||
           kind == EventKind::AlertAcknowledged || kind == EventKind::AlertEscalated ||
           kind == EventKind::AlertUpdated;
}

bool isRead(EventKind kind)
{
    return isOfAlert(kind) || kind == EventKind::SilenceBegun || kind == EventKind::SilenceEnded;
}

void begin(AlertRecord &alert, Timestamp at)
{
    alert.firings.push_back({at, {}});
    if (alert.firings.size() > AlertBook::mostFirings)
        alert.firings.erase(alert.firings.begin());
    ++alert.firingCount;
    alert.acknowledged.reset();
    alert.escalatedAt.reset();
}

void noteChange(AlertRecord &alert, Timestamp at)
{
    alert.changes.push_back(at);
    while (alert.changes.front() < at - AlertBook::flappingWithin)
        alert.changes.pop_front();
}

/// Everything but the severity, so that "warning" and "critical" of one thing are alike.
Labels subjectOf(const AlertRecord &alert, bool withName)
{
    const Labels labels = alert.labels.with("severity", {});
    return withName ? labels : labels.with("alertname", {});
}

bool isAboutTheSame(const AlertRecord &mild, const AlertRecord &worse)
{
    const QString about = mild.annotation(QStringLiteral("about"));
    if (!about.isEmpty() && about == worse.annotation(QStringLiteral("about")))
        return mild.labels.value("job") == worse.labels.value("job") &&
               mild.labels.value("instance") == worse.labels.value("instance");
    return subjectOf(mild, true) == subjectOf(worse, true);
}

} // namespace

QString AlertRecord::annotation(const QString &name) const
{
    return rules::annotationsOf(newest).value(name).toString();
}

QString AlertRecord::expression() const
{
    return newest.body.value(u"expr").toString().simplified();
}

bool isPaging(const QString &severity)
{
    return severity == u"critical" || severity == u"page";
}

void AlertBook::read(const EventSnapshot &events, Timestamp at)
{
    const bool isKnown = goesOn(events) && (at >= m_at || goesBackOverNothing(events, at));
    if (!isKnown) {
        m_alerts.clear();
        m_silences.clear();
        m_next = 0;
        m_changedAt = Timestamp::min();
    }
    for (; m_next < events.size() && events.at(m_next).at <= at; ++m_next)
        take(events.at(m_next));
    m_before = m_next > 0 ? placeOf(events.at(m_next - 1)) : Place{};
    m_newest = events.newestSeq();
    m_at = at;
    forgetEndedSilences(at);
    judge(at);
}

AlertBook::Place AlertBook::placeOf(const Event &event)
{
    return {event.seq, event.at, event.originSeq};
}

/// Events of the service come late and stand among older ones. What was read still holds where none of those that
/// came in between is about an alert; then m_next moves on over them.
bool AlertBook::goesOn(const EventSnapshot &events)
{
    if (m_next == 0 || (m_next <= events.size() && placeOf(events.at(m_next - 1)) == m_before))
        return true;
    const Timestamp when = std::get<Timestamp>(m_before);
    std::size_t last = std::max(events.lowerBound(when), m_next);
    while (last < events.size() && events.at(last).at == when && placeOf(events.at(last)) != m_before)
        ++last;
    if (last >= events.size() || placeOf(events.at(last)) != m_before)
        return false;
    std::size_t late = last + 1 - m_next;
    for (std::size_t i = last; i > 0 && late > 0; --i) {
        const Event &event = events.at(i - 1);
        if (event.seq <= m_newest)
            continue;
        if (isRead(event.kind))
            return false;
        --late;
    }
    m_next = last + 1;
    return late == 0;
}

bool AlertBook::goesBackOverNothing(const EventSnapshot &events, Timestamp at)
{
    if (at < m_changedAt)
        return false;
    m_next = std::min(m_next, events.lowerBound(at + Millis(1)));
    return true;
}

void AlertBook::take(const Event &event)
{
    ++m_entriesRead;
    if (!isRead(event.kind))
        return;
    m_changedAt = event.at;
    if (isOfAlert(event.kind))
        return takeState(event);
    if (auto silence = silenceFrom(event))
        m_silences.push_back(std::move(*silence));
    else if (event.kind == EventKind::SilenceEnded)
        std::erase_if(m_silences, [&](const Silence &one) { return one.id == event.correlation; });
}

void AlertBook::takeState(const Event &event)
{
    const QString identity = rules::identityOf(event);
    AlertRecord &alert = m_alerts[identity];
    if (alert.identity.isEmpty()) {
        alert.identity = identity;
        alert.name = event.subject;
        alert.labels = labelsOf(event);
        alert.severity = event.body[u"severity"].toString();
        alert.since = event.at;
    }
    if (event.kind == EventKind::AlertAcknowledged) {
        if (alert.isFiring())
            alert.acknowledged = Acknowledgement{event.at, event.actor, event.reason};
        return;
    }
    if (event.kind == EventKind::AlertUpdated) {
        if (alert.isFiring())
            alert.newest = event;
        return;
    }
    if (event.kind == EventKind::AlertEscalated) {
        if (alert.isFiring())
            alert.escalatedAt = event.at;
        return;
    }
    const bool wasFiring = alert.isFiring();
    const bool fires = event.kind == EventKind::AlertFiring;
    if (fires && !wasFiring)
        begin(alert, event.at);
    if (!fires && wasFiring)
        alert.firings.back().to = event.at;
    if (fires != wasFiring)
        noteChange(alert, event.at);
    const Standing before = alert.standing;
    alert.standing = fires                                   ? Standing::Firing
                     : event.kind == EventKind::AlertPending ? Standing::Pending
                     : rules::isUnknown(event)               ? Standing::Unknown
                                                             : Standing::Resolved;
    if (before != alert.standing)
        alert.since = event.at;
    alert.newest = event;
}

void AlertBook::forgetEndedSilences(Timestamp at)
{
    std::erase_if(m_silences, [&](const Silence &silence) {
        if (silence.until > at)
            return false;
        m_changedAt = std::max(m_changedAt, silence.until);
        return true;
    });
    std::ranges::stable_sort(m_silences, {}, &Silence::until);
}

void AlertBook::judge(Timestamp at)
{
    std::vector<const AlertRecord *> worse;
    for (auto &[identity, alert] : m_alerts) {
        const auto silence = std::ranges::find_if(
            m_silences, [&](const Silence &one) { return one.isOn(at) && one.matchers.match(alert.labels); });
        alert.silencedBy = silence == m_silences.end() ? QString() : silence->id;
        alert.isFlapping = std::ranges::count_if(alert.changes, [&](Timestamp change) {
                               return change > at - flappingWithin;
                           }) >= std::ptrdiff_t(flappingChanges);
        alert.inhibitedBy.clear();
        if (alert.isFiring() && isPaging(alert.severity) && alert.silencedBy.isEmpty())
            worse.push_back(&alert);
    }
    for (auto &[identity, alert] : m_alerts) {
        if (!alert.isOpen() || isPaging(alert.severity))
            continue;
        const auto by =
            std::ranges::find_if(worse, [&](const AlertRecord *one) { return isAboutTheSame(alert, *one); });
        if (by != worse.end())
            alert.inhibitedBy = (*by)->identity;
    }
}

const AlertRecord *AlertBook::find(const QString &identity) const
{
    const auto found = m_alerts.find(identity);
    return found == m_alerts.end() ? nullptr : &found->second;
}

std::size_t firingsWithin(const EventSnapshot &events, const AlertMatchers &matchers, Timestamp at, Millis span)
{
    std::size_t count = 0;
    for (std::size_t i = events.lowerBound(at - span); i < events.size() && events.at(i).at <= at; ++i)
        if (events.at(i).kind == EventKind::AlertFiring && matchers.match(labelsOf(events.at(i))))
            ++count;
    return count;
}

} // namespace qd::alerts
