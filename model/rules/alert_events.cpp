// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/alert_events.h"

#include <QtCore/QJsonDocument>

#include <algorithm>
#include <cmath>

namespace qd::rules {

namespace {

// Frozen: members of bodies in recordings.
constexpr auto summaryKey = QLatin1String("summary");
constexpr auto exprKey = QLatin1String("expr");
constexpr auto ruleKey = QLatin1String("rule");
constexpr auto unknownKey = QLatin1String("unknown");
constexpr auto annotationsKey = QLatin1String("annotations");

std::optional<EventKind> kindOf(AlertChange change)
{
    switch (change) {
    case AlertChange::Pending:
        return EventKind::AlertPending;
    case AlertChange::Fired:
        return EventKind::AlertFiring;
    case AlertChange::Resolved:
    case AlertChange::Dropped:
    case AlertChange::Withdrawn:
        return EventKind::AlertResolved;
    case AlertChange::Kept:
    case AlertChange::Returned:
        break;
    }
    return std::nullopt;
}

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString placeOf(const RuleStatus &rule)
{
    return QStringLiteral("%1: %2").arg(rule.file, textOf(rule.group));
}

QString identityOf(const QString &name, const QJsonObject &labels)
{
    return name + u' ' + QString::fromUtf8(QJsonDocument(labels).toJson(QJsonDocument::Compact)); // sorted
}

} // namespace

QJsonObject jsonOf(std::span<const std::pair<std::string, std::string>> texts)
{
    QJsonObject json;
    for (const auto &[name, text] : texts)
        json[textOf(name)] = textOf(text);
    return json;
}

QString identityOf(const Labels &labels)
{
    return identityOf(textOf(labels.value("alertname")), jsonOf(labels.pairs()));
}

QString identityOf(const Event &event)
{
    return identityOf(event.subject, event.body[u"labels"].toObject());
}

std::optional<Event> eventOf(const AlertTransition &transition, const RuleStatus &rule)
{
    const Alert &alert = transition.alert;
    const auto kind = kindOf(transition.change);
    const std::string_view severity = alert.labels.value("severity");
    if (!kind || severity == "none")
        return std::nullopt;
    Event event;
    event.kind = *kind;
    event.at = transition.at;
    event.subject = textOf(alert.labels.value("alertname"));
    event.body = {{QStringLiteral("labels"), jsonOf(alert.labels.pairs())},
                  {QStringLiteral("severity"), textOf(severity)},
                  {exprKey, textOf(rule.rule->expression)},
                  {ruleKey, placeOf(rule)}};
    if (!alert.firedAt && *kind == EventKind::AlertResolved) {
        event.reason = QStringLiteral("It did not last, and never fired.");
        event.body[QStringLiteral("withdrawn")] = true;
    }
    if (std::isfinite(alert.value))
        event.body[QStringLiteral("value")] = alert.value;
    // In an object of their own: a rule may name an annotation as it likes, "severity" or "labels" too.
    const QJsonObject annotations = jsonOf(alert.annotations);
    if (const QJsonValue summary = annotations[summaryKey]; !summary.isUndefined())
        event.body[summaryKey] = summary; // what every list of events shows
    event.body[annotationsKey] = annotations;
    return event;
}

bool isOfRule(const Event &event, const RuleStatus &rule)
{
    return rule.rule->kind == RuleKind::Alerting && event.subject == textOf(rule.rule->name) &&
           event.body.value(exprKey) == textOf(rule.rule->expression) &&
           event.body.value(ruleKey) == placeOf(rule);
}

Event endOf(const Event &alert)
{
    Event end;
    end.kind = EventKind::AlertResolved;
    end.subject = alert.subject;
    end.body = alert.body;
    end.body.remove(unknownKey);
    return end;
}

QJsonObject annotationsOf(const Event &event)
{
    QJsonObject found = event.body.value(annotationsKey).toObject();
    const auto take = [&](QLatin1String name) {
        if (const QJsonValue text = event.body.value(name); text.isString() && !found.contains(name))
            found.insert(name, text);
    };
    take(summaryKey); // what is imported may have one made for it
    if (!event.body.contains(annotationsKey))
        for (const QLatin1String name :
             {QLatin1String("advice"), QLatin1String("description"), QLatin1String("about")})
            take(name);
    return found;
}

void markUnknown(Event &resolved)
{
    resolved.body[unknownKey] = true;
    resolved.reason = QStringLiteral("Nobody knows: its series are gone, because nothing can be scraped.");
}

bool isUnknown(const Event &event)
{
    return event.kind == EventKind::AlertResolved && event.body.value(unknownKey).toBool();
}

OpenAlerts openAlerts(const EventSnapshot &events)
{
    OpenAlerts open;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event &event = events.at(i);
        if (event.kind != EventKind::AlertFiring && event.kind != EventKind::AlertResolved)
            continue;
        const QString identity = identityOf(event);
        open.firing.erase(identity);
        open.unknown.erase(identity);
        if (event.kind == EventKind::AlertFiring)
            open.firing.emplace(identity, event);
        else if (isUnknown(event))
            open.unknown.emplace(identity, event);
    }
    return open;
}

} // namespace qd::rules
