// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/incident_book.h"

#include "model/incident/incident_words.h"
#include "model/rules/alert_events.h"

#include <algorithm>

namespace qd::incident {

namespace {

bool isOfAlertKind(EventKind kind)
{
    return kind >= EventKind::AlertPending && kind <= EventKind::AlertEscalated;
}

/// What belongs to every incident during which it happens.
bool isContext(EventKind kind)
{
    switch (kind) {
    case EventKind::ServiceStarted:
    case EventKind::ServiceReady:
    case EventKind::ServiceStopped:
    case EventKind::ServiceCrashed:
    case EventKind::ServiceHung:
    case EventKind::RestartRequested:
    case EventKind::RestartFinished:
    case EventKind::RestartVerdict:
    case EventKind::PurgeRequested:
    case EventKind::PurgeFinished:
    case EventKind::CollectRequested:
    case EventKind::ActionFailed:
    case EventKind::Deploy:
    case EventKind::DeployRequested:
    case EventKind::Note:
    case EventKind::SilenceBegun:
    case EventKind::Gap:
    case EventKind::ScrapeFailed:
    case EventKind::ScrapeRecovered:
        return true;
    default:
        return false;
    }
}

bool isIntent(EventKind kind)
{
    return kind == EventKind::RestartRequested || kind == EventKind::PurgeRequested ||
           kind == EventKind::DeployRequested;
}

bool isOutcome(EventKind kind)
{
    return kind == EventKind::RestartFinished || kind == EventKind::RestartVerdict ||
           kind == EventKind::PurgeFinished || kind == EventKind::Deploy || kind == EventKind::ActionFailed;
}

bool isOf(const Event &event, const QString &alert)
{
    // The name first: the whole identity is a text that has to be made.
    return isOfAlertKind(event.kind) && alert.startsWith(event.subject) && rules::identityOf(event) == alert;
}

bool belongs(const Incident &incident, const Event &event)
{
    if (!isOfAlertKind(event.kind))
        return isContext(event.kind);
    return std::ranges::any_of(incident.alerts, [&](const auto &one) {
        return isOf(event, one.first) && (!one.second.leftAt || event.at < *one.second.leftAt);
    });
}

void put(std::vector<Task> &tasks, const Task &task)
{
    const auto known = std::ranges::find(tasks, task.id, &Task::id);
    if (known == tasks.end())
        tasks.push_back(task);
    else
        *known = task;
}

void put(std::vector<Hypothesis> &hypotheses, Hypothesis hypothesis)
{
    const auto known = std::ranges::find(hypotheses, hypothesis.id, &Hypothesis::id);
    if (known == hypotheses.end())
        return hypotheses.push_back(std::move(hypothesis));
    if (known->state == hypothesis.state) // other words or more evidence: it has been so since before
        hypothesis.since = known->since;
    *known = std::move(hypothesis);
}

} // namespace

void IncidentBook::read(const EventSnapshot &events, Timestamp at)
{
    const auto placeOf = [&](std::size_t next) {
        const Event &event = events.at(next - 1);
        return Place{event.seq, event.at, event.originSeq};
    };
    const bool isSameLog = m_next <= events.size() && (m_next == 0 || placeOf(m_next) == m_before);
    if (!isSameLog || at < m_at)
        forget();
    for (; m_next < events.size() && events.at(m_next).at <= at; ++m_next)
        take(events, m_next);
    m_before = m_next > 0 ? placeOf(m_next) : Place{};
    m_at = at;
}

void IncidentBook::forget()
{
    m_incidents.clear();
    m_places.clear();
    m_open.clear();
    m_gatheredFrom.clear();
    m_actions.clear();
    m_early.clear();
    m_corrected.clear();
    m_next = 0;
}

const Incident *IncidentBook::find(const QString &id) const
{
    const auto found = m_places.find(id);
    return found == m_places.end() ? nullptr : &m_incidents[found->second];
}

void IncidentBook::take(const EventSnapshot &events, std::size_t index)
{
    ++m_looks;
    const Event &event = events.at(index);
    if (event.kind == EventKind::IncidentOpened)
        return open(events, index);
    if (isOfIncident(event.kind)) {
        const auto place = m_places.find(event.correlation);
        if (place == m_places.end())
            m_early[event.correlation].push_back(index);
        else
            takeStep(m_incidents[place->second], events, index);
        return;
    }
    for (const std::size_t place : m_open)
        if (belongs(m_incidents[place], event))
            add(m_incidents[place], event);
    if (!isOutcome(event.kind))
        return;
    if (const auto action = m_actions.find(event.correlation); action != m_actions.end())
        add(m_incidents[action->second], event);
}

void IncidentBook::open(const EventSnapshot &events, std::size_t index)
{
    const Event &event = events.at(index);
    const auto opening = openingFrom(event);
    if (!opening || m_places.contains(event.correlation))
        return;
    const std::size_t place = m_incidents.size();
    m_places.emplace(event.correlation, place);
    m_open.push_back(place);
    m_gatheredFrom.push_back(event.at);
    Incident &incident = m_incidents.emplace_back();
    incident.id = event.correlation;
    incident.title = opening->title;
    incident.severity = opening->severity;
    incident.openedAt = event.at;
    incident.openedBy = event.actor;
    incident.statuses.push_back({event.at, Status::Detected, event.actor, event.seq, false});
    for (std::size_t i = events.lowerBound(event.at - deployLookBack); i < index; ++i) {
        ++m_looks;
        if (events.at(i).kind == EventKind::Deploy)
            add(incident, events.at(i));
    }
    add(incident, event);
    if (!opening->alert.isEmpty())
        join(incident, opening->alert, opening->alertName, events, index);
    if (const auto early = m_early.extract(incident.id))
        for (const std::size_t one : early.mapped())
            takeStep(incident, events, one);
}

void IncidentBook::takeStep(Incident &incident, const EventSnapshot &events, std::size_t index)
{
    const Event &event = events.at(index);
    if (const auto captured = capturedFrom(event)) {
        incident.evidence.push_back(*captured);
        return add(incident, event);
    }
    const auto step = stepFrom(event);
    if (!step)
        return;
    add(incident, event);
    correct(incident, event);
    if (const auto *changed = std::get_if<Change>(&*step))
        change(incident, *changed, events, index);
    else if (const auto *linked = std::get_if<Link>(&*step))
        link(incident, *linked, events, index);
    else if (const auto *hypothesis = std::get_if<Hypothesis>(&*step))
        put(incident.hypotheses, *hypothesis);
    else if (const auto *task = std::get_if<Task>(&*step))
        put(incident.tasks, *task);
    else if (const auto *edit = std::get_if<Edit>(&*step))
        incident.edits.insert_or_assign(edit->section, edit->text);
    // What was reviewed was another text; but that an action is done is no news to it.
    if (!std::holds_alternative<Task>(*step))
        incident.isReviewed = std::holds_alternative<Review>(*step);
}

void IncidentBook::change(Incident &incident, const Change &change, const EventSnapshot &events, std::size_t index)
{
    const Event &event = events.at(index);
    incident.severity = change.severity.value_or(incident.severity);
    incident.lead = change.lead.value_or(incident.lead);
    incident.title = change.title.value_or(incident.title);
    if (!change.status)
        return;
    const auto resolvedAt = incident.resolvedAt();
    const bool isCorrected = m_corrected.contains(event.seq);
    incident.statuses.push_back({event.at, *change.status, event.actor, event.seq, isCorrected});
    const std::size_t place = m_places.at(incident.id);
    std::erase(m_open, place);
    if (!incident.isOpen())
        return;
    m_open.push_back(place);
    if (resolvedAt) // open again: what happened in between belongs to it after all
        gather(incident, events, events.lowerBound(*resolvedAt), index);
}

void IncidentBook::link(Incident &incident, const Link &link, const EventSnapshot &events, std::size_t index)
{
    if (link.alert.isEmpty()) {
        const std::size_t from = events.lowerBound(events.at(index).at - longestLookBack);
        for (std::size_t i = index; i > from && !link.leaves; --i) {
            ++m_looks;
            if (EventRef::of(events.at(i - 1)) == link.event)
                return add(incident, events.at(i - 1));
        }
        if (link.leaves)
            std::erase_if(incident.entries, [&](const Entry &entry) { return entry.event == link.event; });
        return;
    }
    if (!link.leaves)
        return join(incident, link.alert, link.name, events, index);
    const auto known = incident.alerts.find(link.alert);
    if (known != incident.alerts.end())
        known->second.leftAt = events.at(index).at;
}

void IncidentBook::join(Incident &incident, const QString &alert, const QString &name, const EventSnapshot &events,
                        std::size_t index)
{
    incident.alerts.insert_or_assign(alert, AlertLink{name, events.at(index).at, {}});
    const std::size_t onset = onsetOf(alert, events, index);
    for (std::size_t i = onset; i < index; ++i) {
        ++m_looks;
        if (isOf(events.at(i), alert))
            add(incident, events.at(i));
    }
    if (onset == index)
        return;
    const Timestamp since = events.at(onset).at;
    incident.onset = std::min(incident.onset.value_or(since), since);
    Timestamp &gatheredFrom = m_gatheredFrom[m_places.at(incident.id)];
    if (since < gatheredFrom) {
        gather(incident, events, onset, events.lowerBound(gatheredFrom));
        gatheredFrom = since;
    }
}

/// Index of the event with which what the alert says began; `index` where the log does not tell.
std::size_t IncidentBook::onsetOf(const QString &alert, const EventSnapshot &events, std::size_t index)
{
    std::size_t onset = index;
    const std::size_t from = events.lowerBound(events.at(index).at - longestLookBack);
    for (std::size_t i = index; i > from; --i) {
        ++m_looks;
        const Event &event = events.at(i - 1);
        if (!isOf(event, alert))
            continue;
        if (event.kind == EventKind::AlertPending || event.kind == EventKind::AlertFiring)
            onset = i - 1;
        else if (event.kind == EventKind::AlertResolved && onset != index)
            break;
    }
    return onset;
}

void IncidentBook::gather(Incident &incident, const EventSnapshot &events, std::size_t from, std::size_t to)
{
    for (std::size_t i = from; i < to; ++i) {
        ++m_looks;
        if (belongs(incident, events.at(i)))
            add(incident, events.at(i));
    }
}

void IncidentBook::add(Incident &incident, const Event &event)
{
    const auto place = [](const Entry &entry) { return std::pair(entry.at, entry.seq); };
    const auto found = std::ranges::lower_bound(incident.entries, std::pair(event.at, event.seq), {}, place);
    if (found != incident.entries.end() && found->seq == event.seq)
        return;
    Entry entry{event.at,    event.seq,      event.kind,        EventRef::of(event), sourceOf(event),
                event.actor, wordsOf(event), event.correlation, event.supersedes,    0};
    if (const auto corrected = m_corrected.find(event.seq); corrected != m_corrected.end())
        entry.correctedBy = corrected->second;
    incident.entries.insert(found, std::move(entry));
    if (isIntent(event.kind) && !event.correlation.isEmpty())
        m_actions.emplace(event.correlation, m_places.at(incident.id));
}

/// What it supersedes may lie after it: a correction stands at the time it speaks of.
void IncidentBook::correct(Incident &incident, const Event &event)
{
    if (event.supersedes == 0)
        return;
    m_corrected.insert_or_assign(event.supersedes, event.seq);
    const auto original = std::ranges::find(incident.entries, event.supersedes, &Entry::seq);
    if (original != incident.entries.end())
        original->correctedBy = event.seq;
    for (StatusMark &mark : incident.statuses)
        mark.isCorrected = mark.isCorrected || mark.seq == event.supersedes;
}

} // namespace qd::incident
