// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/incident_events.h"

#include <QtCore/QJsonArray>

#include <algorithm>
#include <array>
#include <utility>

namespace qd::incident {

namespace {

// Frozen: members and words of bodies in logs and recordings.
constexpr auto byKey = QLatin1String("by");
constexpr auto severityKey = QLatin1String("severity");
constexpr auto alertKey = QLatin1String("alert");
constexpr auto nameKey = QLatin1String("name");
constexpr auto statusKey = QLatin1String("status");
constexpr auto leadKey = QLatin1String("lead");
constexpr auto titleKey = QLatin1String("title");
constexpr auto idKey = QLatin1String("id");
constexpr auto textKey = QLatin1String("text");
constexpr auto stateKey = QLatin1String("state");
constexpr auto evidenceKey = QLatin1String("evidence");
constexpr auto kindKey = QLatin1String("kind");
constexpr auto beginKey = QLatin1String("begin_ms");
constexpr auto endKey = QLatin1String("end_ms");
constexpr auto eventKey = QLatin1String("event");
constexpr auto originKey = QLatin1String("origin");
constexpr auto instanceKey = QLatin1String("origin_instance");
constexpr auto numberKey = QLatin1String("origin_seq");
constexpr auto leavesKey = QLatin1String("leaves");
constexpr auto ownerKey = QLatin1String("owner");
constexpr auto dueKey = QLatin1String("due");
constexpr auto proofKey = QLatin1String("proof");
constexpr auto ruleKey = QLatin1String("rule");
constexpr auto recordingKey = QLatin1String("recording");
constexpr auto firedKey = QLatin1String("fired_ms");
constexpr auto sectionKey = QLatin1String("section");
constexpr auto causeKey = QLatin1String("cause");
constexpr auto capturedKey = QLatin1String("captured");

constexpr std::array<std::pair<Status, QLatin1String>, 5> statusNames{
    {{Status::Detected, QLatin1String("detected")},
     {Status::Investigating, QLatin1String("investigating")},
     {Status::Identified, QLatin1String("identified")},
     {Status::Mitigated, QLatin1String("mitigated")},
     {Status::Resolved, QLatin1String("resolved")}}};
constexpr std::array<std::pair<Hypothesis::State, QLatin1String>, 3> hypothesisNames{
    {{Hypothesis::State::Suspected, QLatin1String("suspected")},
     {Hypothesis::State::RuledOut, QLatin1String("ruled out")},
     {Hypothesis::State::Confirmed, QLatin1String("confirmed")}}};
constexpr std::array<std::pair<Exhibit::Kind, QLatin1String>, 4> exhibitNames{
    {{Exhibit::Kind::Span, QLatin1String("span")},
     {Exhibit::Kind::Alert, QLatin1String("alert")},
     {Exhibit::Kind::Query, QLatin1String("query")},
     {Exhibit::Kind::Event, QLatin1String("event")}}};
constexpr std::array<std::pair<Task::Kind, QLatin1String>, 2> taskKindNames{
    {{Task::Kind::Improvement, QLatin1String("improvement")}, {Task::Kind::Task, QLatin1String("task")}}};
constexpr std::array<std::pair<Task::State, QLatin1String>, 3> taskNames{
    {{Task::State::Open, QLatin1String("open")},
     {Task::State::Done, QLatin1String("done")},
     {Task::State::Dropped, QLatin1String("dropped")}}};

template <typename Table, typename T>
QLatin1String nameIn(const Table &table, T value)
{
    return std::ranges::find(table, value, &Table::value_type::first)->second;
}

template <typename Table>
auto valueIn(const Table &table, const QJsonValue &name)
{
    const QString text = name.toString();
    const auto found = std::ranges::find_if(table, [&](const auto &one) { return one.second == text; });
    return found == table.end() ? std::nullopt : std::optional(found->first);
}

qint64 millisOf(Timestamp at)
{
    return at.time_since_epoch().count();
}

Timestamp instantOf(const QJsonValue &value)
{
    return Timestamp(Millis(value.toInteger()));
}

QJsonObject toJson(const EventRef &ref)
{
    return {{originKey, ref.origin}, {instanceKey, ref.instance}, {numberKey, qint64(ref.number)}};
}

EventRef refFrom(const QJsonValue &json)
{
    return {json[originKey].toString(), json[instanceKey].toString(),
            static_cast<std::uint64_t>(std::max<qint64>(0, json[numberKey].toInteger()))};
}

QJsonObject toJson(const Exhibit &exhibit)
{
    // An identity has a member of its own: whoever masks events has to take it apart.
    const QLatin1String text = exhibit.kind == Exhibit::Kind::Alert ? alertKey : textKey;
    QJsonObject json{{kindKey, nameIn(exhibitNames, exhibit.kind)}, {text, exhibit.text}};
    if (!exhibit.span.isEmpty()) {
        json.insert(beginKey, millisOf(exhibit.span.begin));
        json.insert(endKey, millisOf(exhibit.span.end));
    }
    if (!exhibit.event.isNull())
        json.insert(eventKey, toJson(exhibit.event));
    return json;
}

std::vector<Exhibit> exhibitsFrom(const QJsonArray &array)
{
    std::vector<Exhibit> exhibits;
    for (const QJsonValue json : array) {
        const auto kind = valueIn(exhibitNames, json[kindKey]);
        if (kind && exhibits.size() < mostExhibits)
            exhibits.push_back({*kind,
                                json[*kind == Exhibit::Kind::Alert ? alertKey : textKey].toString(),
                                {instantOf(json[beginKey]), instantOf(json[endKey])},
                                refFrom(json[eventKey])});
    }
    return exhibits;
}

/// What each step says in its event; the incident's id is set by eventOf().
struct Writer
{
    Event &event;

    void operator()(const Change &change) const
    {
        event.kind = EventKind::IncidentChanged;
        event.reason = change.reason;
        if (change.status)
            event.body.insert(statusKey, nameIn(statusNames, *change.status));
        const std::pair<QLatin1String, const std::optional<QString> &> texts[]{
            {severityKey, change.severity}, {leadKey, change.lead}, {titleKey, change.title}};
        for (const auto &[key, text] : texts)
            if (text)
                event.body.insert(key, *text);
    }
    void operator()(const Note &note) const
    {
        event.kind = EventKind::IncidentNote;
        event.reason = note.text;
    }
    void operator()(const Hypothesis &hypothesis) const
    {
        event.kind = EventKind::IncidentHypothesis;
        QJsonArray evidence;
        for (const Exhibit &exhibit : hypothesis.evidence)
            evidence.append(toJson(exhibit));
        event.body = {{idKey, hypothesis.id},
                      {textKey, hypothesis.text},
                      {stateKey, nameIn(hypothesisNames, hypothesis.state)},
                      {evidenceKey, evidence}};
    }
    void operator()(const Task &task) const
    {
        event.kind = EventKind::IncidentTask;
        event.body = {{idKey, task.id},
                      {titleKey, task.title},
                      {kindKey, nameIn(taskKindNames, task.kind)},
                      {ownerKey, task.owner},
                      {stateKey, nameIn(taskNames, task.state)}};
        if (task.due.isValid())
            event.body.insert(dueKey, task.due.toString(Qt::ISODate));
        if (task.proof)
            event.body.insert(proofKey, QJsonObject{{ruleKey, task.proof->rule},
                                                    {recordingKey, task.proof->recording},
                                                    {firedKey, millisOf(task.proof->firedAt)}});
    }
    void operator()(const Link &link) const
    {
        event.kind = EventKind::IncidentLinked;
        event.reason = link.reason;
        event.body = {{nameKey, link.name}};
        if (!link.alert.isEmpty())
            event.body.insert(alertKey, link.alert);
        else
            event.body.insert(eventKey, toJson(link.event));
        if (link.leaves)
            event.body.insert(leavesKey, true);
    }
    void operator()(const Edit &edit) const
    {
        event.kind = EventKind::PostmortemEdited;
        event.body = {{sectionKey, edit.section}, {textKey, edit.text}};
    }
    void operator()(const Review &review) const
    {
        event.kind = EventKind::PostmortemReviewed;
        event.reason = review.words;
    }
};

std::optional<QString> textIn(const QJsonObject &body, QLatin1String key)
{
    return body.value(key).isString() ? std::optional(body.value(key).toString()) : std::nullopt;
}

std::optional<Step> changeFrom(const Event &event)
{
    Change change{valueIn(statusNames, event.body.value(statusKey)), textIn(event.body, severityKey),
                  textIn(event.body, leadKey), textIn(event.body, titleKey), event.reason};
    const bool says = change.status || change.severity || change.lead || change.title;
    return says ? std::optional<Step>(std::move(change)) : std::nullopt;
}

std::optional<Step> hypothesisFrom(const Event &event)
{
    const auto state = valueIn(hypothesisNames, event.body.value(stateKey));
    const QString id = event.body.value(idKey).toString();
    if (!state || id.isEmpty())
        return std::nullopt;
    return Hypothesis{id,       event.body.value(textKey).toString(),
                      *state,   exhibitsFrom(event.body.value(evidenceKey).toArray()),
                      event.at, event.actor};
}

std::optional<Step> taskFrom(const Event &event)
{
    const auto kind = valueIn(taskKindNames, event.body.value(kindKey));
    const auto state = valueIn(taskNames, event.body.value(stateKey));
    const QString id = event.body.value(idKey).toString();
    if (!kind || !state || id.isEmpty())
        return std::nullopt;
    Task task{id,
              event.body.value(titleKey).toString(),
              *kind,
              event.body.value(ownerKey).toString(),
              QDate::fromString(event.body.value(dueKey).toString(), Qt::ISODate),
              *state,
              {}};
    if (const QJsonValue proof = event.body.value(proofKey); proof.isObject())
        task.proof = Proof{proof[ruleKey].toString(), proof[recordingKey].toString(), instantOf(proof[firedKey])};
    return task;
}

std::optional<Step> linkFrom(const Event &event)
{
    Link link{event.body.value(alertKey).toString(), event.body.value(nameKey).toString(),
              refFrom(event.body.value(eventKey)), event.body.value(leavesKey).toBool(), event.reason};
    if (link.alert.isEmpty() && link.event.isNull())
        return std::nullopt;
    return link;
}

} // namespace

bool isOfIncident(EventKind kind)
{
    return kind >= EventKind::IncidentOpened && kind <= EventKind::PostmortemReviewed;
}

Event openedOf(const QString &id, const Opening &opening)
{
    Event event;
    event.kind = EventKind::IncidentOpened;
    event.correlation = id;
    event.subject = opening.title;
    event.reason = opening.reason;
    event.body = {{severityKey, opening.severity},
                  {byKey, opening.alert.isEmpty() ? QStringLiteral("hand") : QStringLiteral("alert")}};
    if (!opening.alert.isEmpty()) {
        event.body.insert(alertKey, opening.alert);
        event.body.insert(nameKey, opening.alertName);
    }
    return event;
}

Event eventOf(const QString &id, const Step &step)
{
    Event event;
    std::visit(Writer{event}, step);
    event.correlation = id;
    return event;
}

Event evidenceOf(const QString &id, const QString &cause, QJsonObject state)
{
    Event event;
    event.kind = EventKind::IncidentEvidence;
    event.correlation = id;
    event.body = {{capturedKey, std::move(state)}};
    if (!cause.isEmpty())
        event.body.insert(causeKey, cause);
    return event;
}

std::optional<Opening> openingFrom(const Event &event)
{
    if (event.kind != EventKind::IncidentOpened || event.correlation.isEmpty())
        return std::nullopt;
    return Opening{event.subject, event.body.value(severityKey).toString(), event.reason,
                   event.body.value(alertKey).toString(), event.body.value(nameKey).toString()};
}

std::optional<Step> stepFrom(const Event &event)
{
    switch (event.kind) {
    case EventKind::IncidentChanged:
        return changeFrom(event);
    case EventKind::IncidentNote:
        return Note{event.reason};
    case EventKind::IncidentHypothesis:
        return hypothesisFrom(event);
    case EventKind::IncidentLinked:
        return linkFrom(event);
    case EventKind::IncidentTask:
        return taskFrom(event);
    case EventKind::PostmortemEdited:
        return Edit{event.body.value(sectionKey).toString(), event.body.value(textKey).toString()};
    case EventKind::PostmortemReviewed:
        return Review{event.reason};
    default:
        return std::nullopt;
    }
}

std::optional<Captured> capturedFrom(const Event &event)
{
    if (event.kind != EventKind::IncidentEvidence)
        return std::nullopt;
    return Captured{event.at, event.body.value(causeKey).toString(), event.body.value(capturedKey).toObject()};
}

} // namespace qd::incident
