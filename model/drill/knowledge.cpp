// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/knowledge.h"

#include <QtCore/QRegularExpression>

#include <algorithm>

namespace qd::drill {

namespace {

bool isEndOfAction(EventKind kind)
{
    return kind == EventKind::RestartFinished || kind == EventKind::Deploy || kind == EventKind::PurgeFinished ||
           kind == EventKind::ActionFailed;
}

bool speaksOfTheLeak(const QString &words)
{
    static const QRegularExpression leak(
        QStringLiteral(
            "session|retain|never freed?|keeps? what|ended logins|log-?\\s?out|sign(ing|ed)?-?\\s?out|leak"),
        QRegularExpression::CaseInsensitiveOption);
    return words.contains(leak);
}

std::optional<Timestamp> earlier(std::optional<Timestamp> one, std::optional<Timestamp> other)
{
    return one && other ? std::min(*one, *other) : one ? one : other;
}

/// When the status was first set to Identified with a reason that speaks of the leak.
std::optional<Timestamp> identifiedByReason(const incident::Incident &incident)
{
    for (const incident::StatusMark &mark : incident.statuses)
        if (const incident::Entry *entry = incident.entry(mark.seq); entry && !mark.isCorrected &&
                                                                     mark.status == incident::Status::Identified &&
                                                                     speaksOfTheLeak(entry->words))
            return mark.at;
    return std::nullopt;
}

} // namespace

void Knowledge::read(const EventSnapshot &events, Timestamp now)
{
    m_events = events;
    m_now = now;
    m_alerts.read(events, now);
    m_incidents.read(events, now);
}

bool Knowledge::namesWhatLeaks(const incident::Incident &incident) const
{
    return std::ranges::any_of(incident.alerts, [this](const auto &joined) {
        const auto alert = m_alerts.alerts().find(joined.first);
        return alert != m_alerts.alerts().end() && !alert->second.labels.value("component").empty();
    });
}

const incident::Incident *Knowledge::incident() const
{
    const auto all = m_incidents.incidents();
    auto found = std::ranges::find_if(all, [this](const auto &one) { return namesWhatLeaks(one); });
    if (found == all.end())
        found = std::ranges::find_if(all, &incident::Incident::isOpen);
    if (found == all.end())
        found = all.begin();
    return found == all.end() ? nullptr : &*found;
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
    using State = incident::Hypothesis::State;
    const incident::Incident *one = incident();
    if (!one)
        return std::nullopt;
    std::optional<Timestamp> at = identifiedByReason(*one);
    const auto byStatus = one->reached(incident::Status::Identified);
    for (const incident::Hypothesis &hypothesis : one->hypotheses) {
        if (hypothesis.state == State::RuledOut || !speaksOfTheLeak(hypothesis.text))
            continue;
        if (hypothesis.state == State::Confirmed)
            at = earlier(at, hypothesis.since);
        else if (byStatus)
            at = earlier(at, std::max(*byStatus, hypothesis.since));
    }
    return at;
}

std::optional<Timestamp> Knowledge::mistakenAt() const
{
    const incident::Incident *one = incident();
    if (!one || identifiedAt())
        return std::nullopt;
    std::optional<Timestamp> at = one->reached(incident::Status::Identified);
    for (const incident::Hypothesis &hypothesis : one->hypotheses)
        if (hypothesis.state == incident::Hypothesis::State::Confirmed)
            at = earlier(at, hypothesis.since);
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
