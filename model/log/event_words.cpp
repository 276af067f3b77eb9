// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/log/event_words.h"

#include "model/incident/incident_events.h"
#include "model/incident/incident_words.h"
#include "model/session/phrases.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonValue>

#include <array>
#include <utility>

namespace qd {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("events", text);
}

QString oneLine(const QString &text)
{
    return text.simplified().left(300);
}

QString plainValue(const QJsonValue &value)
{
    if (value.isDouble()) {
        const double number = value.toDouble();
        return number == double(qlonglong(number)) ? thousands(qlonglong(number))
                                                   : QString::number(number, 'g', 6);
    }
    return value.isBool() ? (value.toBool() ? tr("yes") : tr("no")) : oneLine(value.toString());
}

/// The facts people ask for first, in order; facts of other kinds stay in the tool tip.
QString facts(const Event &event)
{
    struct Fact
    {
        QString key;
        const char *pattern;
        const char *ofOne = nullptr; ///< where one of them is told otherwise
    };
    static const std::array<Fact, 11> known{{
        {QStringLiteral("count"), "%1"},
        {QStringLiteral("purged"), "%1 purged"},
        {QStringLiteral("spared"), "%1 spared"},
        {QStringLiteral("gone"), "%1 gone before"},
        {QStringLiteral("expected"), "%1 expected"},
        {QStringLiteral("matched"), "%1 matched"},
        {QStringLiteral("requests_failed"), "%1 requests failed", "%1 request failed"},
        {QStringLiteral("sessions_kept"), "%1 sessions kept", "%1 session kept"},
        {QStringLiteral("exit_code"), "exit code %1"},
        {QStringLiteral("signal"), "signal %1"},
        {QStringLiteral("words"), "%1"},
    }};
    QStringList parts;
    for (const auto &[key, pattern, ofOne] : known) {
        const QJsonValue value = event.body.value(key);
        if (key == u"gone" && value.toInteger() == 0) {
            continue; // the rule, and no news
        }
        if (!value.isUndefined() && !value.isNull() && !plainValue(value).isEmpty()) {
            parts << tr(ofOne && value.toInteger() == 1 ? ofOne : pattern).arg(plainValue(value));
        }
    }
    return parts.join(QStringLiteral(", "));
}

/// Of an alert that resolved, or that nobody can judge any more.
const char *endOfAlert(const Event &event)
{
    return event.body.value(QStringLiteral("unknown")).toBool() ? "Alert unknown (was firing)" : "Alert resolved";
}

const char *verb(EventKind kind)
{
    switch (kind) {
    case EventKind::ServiceStarted:
        return "Service started";
    case EventKind::ServiceReady:
        return "Service ready";
    case EventKind::ServiceStopped:
        return "Service stopped";
    case EventKind::ServiceCrashed:
        return "Service crashed";
    case EventKind::ServiceHung:
        return "Service does not answer";
    case EventKind::RestartRequested:
        return "Restart requested";
    case EventKind::RestartFinished:
        return "Restart finished";
    case EventKind::RestartVerdict:
        return "Restart verdict";
    case EventKind::PurgeRequested:
        return "Purge requested";
    case EventKind::PurgeFinished:
        return "Purge finished";
    case EventKind::SessionEndRequested:
        return "End of a session requested";
    case EventKind::SessionEnded:
        return "Session ended";
    case EventKind::CollectRequested:
        return "Collector pass requested";
    case EventKind::TrafficChanged:
        return "Practice traffic changed";
    case EventKind::DrillChanged:
        return "Drill changed";
    case EventKind::ActionRefused:
        return "Action refused";
    case EventKind::ActionFailed:
        return "Action failed";
    case EventKind::Deploy:
        return "Deploy";
    case EventKind::DeployRequested:
        return "Deploy requested";
    case EventKind::Note:
        return "Note";
    case EventKind::AlertPending:
        return "Alert pending";
    case EventKind::AlertFiring:
        return "Alert firing";
    case EventKind::AlertResolved:
        return "Alert resolved";
    case EventKind::AlertUpdated:
        return "Alert goes on";
    case EventKind::AlertAcknowledged:
        return "Alert acknowledged";
    case EventKind::AlertEscalated:
        return "Alert escalated, nobody acknowledged it";
    case EventKind::SilenceBegun:
        return "Silenced";
    case EventKind::SilenceEnded:
        return "Silence ended";
    case EventKind::NotifyFailed:
        return "Alerts do not arrive";
    case EventKind::NotifyRecovered:
        return "Alerts arrive again";
    case EventKind::NotifyTold:
        return "Told of an alert";
    case EventKind::Gap:
        return "Gap: something is known to be missing";
    case EventKind::ScrapeFailed:
        return "Metrics could not be read";
    case EventKind::ScrapeRecovered:
        return "Metrics are read again";
    case EventKind::ClockStepped:
        return "The clock was set";
    case EventKind::RecorderStopped:
        return "Recording stopped";
    case EventKind::WindowOpened:
        return "Window opened";
    case EventKind::WindowClosed:
        return "Window closed";
    case EventKind::ServiceEvent:
        return "From the service";
    case EventKind::IncidentOpened:
        return "Incident opened";
    case EventKind::IncidentChanged:
        return "Incident changed";
    case EventKind::IncidentNote:
        return "Note to an incident";
    case EventKind::IncidentHypothesis:
        return "Hypothesis";
    case EventKind::IncidentLinked:
        return "Incident: what belongs to it";
    case EventKind::IncidentEvidence:
        return "State captured";
    case EventKind::IncidentTask:
        return "Corrective action";
    case EventKind::PostmortemEdited:
        return "Post-mortem edited";
    case EventKind::PostmortemReviewed:
        return "Post-mortem reviewed";
    }
    return "Event";
}

QString serviceKind(const Event &event)
{
    return oneLine(event.body.value(QStringLiteral("kind")).toString(event.subject));
}

/// What the drill was set to, by us or as the service tells it.
QString drillFacts(const QJsonObject &body)
{
    QStringList parts;
    if (const double kept = body.value(QStringLiteral("retain_after_logout")).toDouble(); kept > 0) {
        parts << tr("%1 of sessions kept after logout").arg(QString::number(kept, 'f', kept == 1 ? 1 : 2));
    }
    if (body.value(QStringLiteral("walk_locked")).toBool() ||
        body.value(QStringLiteral("collector")).toString() == u"walk_locked") {
        parts << tr("the collector locks the table");
    }
    if (const double delay = body.value(QStringLiteral("query_delay_ms")).toDouble(); delay > 0) {
        parts << tr("queries delayed by %1 ms").arg(plainValue(delay));
    }
    if (const double delay = body.value(QStringLiteral("hash_delay_ms")).toDouble(); delay > 0) {
        parts << tr("hashing delayed by %1 ms").arg(plainValue(delay));
    }
    if (const double rate = body.value(QStringLiteral("refuse_rate")).toDouble(); rate > 0) {
        parts << tr("%1 of requests refused").arg(plainValue(rate));
    }
    return parts.isEmpty() ? tr("off") : parts.join(QStringLiteral(", "));
}

bool isDrill(const Event &event)
{
    return event.kind == EventKind::DrillChanged ||
           (event.kind == EventKind::ServiceEvent && serviceKind(event) == u"drill_changed");
}

/// What happened, without its facts.
QString what(const Event &event)
{
    const QString line = tr(event.kind == EventKind::AlertResolved ? endOfAlert(event) : verb(event.kind));
    if (event.kind != EventKind::ServiceEvent) {
        return line;
    }
    QString kind = serviceKind(event);
    kind.replace(u'_', u' ');
    return kind.isEmpty() ? line : tr("sessiond: %1").arg(kind);
}

/// What is about one of many: an alert, a silence's matchers, an action.
bool isNamed(EventKind kind)
{
    switch (kind) {
    case EventKind::AlertPending:
    case EventKind::AlertFiring:
    case EventKind::AlertResolved:
    case EventKind::AlertAcknowledged:
    case EventKind::AlertEscalated:
    case EventKind::SilenceBegun:
    case EventKind::SilenceEnded:
    case EventKind::ActionFailed:
        return true;
    default:
        return false;
    }
}

/// Kinds of the service that are told in one event, so that no later one belongs to them.
bool isToldAtOnce(const Event &event)
{
    static const QStringList kinds{QStringLiteral("users_created"), QStringLiteral("user_disabled"),
                                   QStringLiteral("user_enabled"),  QStringLiteral("password_reset"),
                                   QStringLiteral("user_deleted"),  QStringLiteral("session_ended")};
    return event.kind == EventKind::ServiceEvent && kinds.contains(serviceKind(event));
}

} // namespace

LogGroup groupOf(EventKind kind)
{
    const int number = static_cast<int>(kind);
    if (kind == EventKind::Note || incident::isOfIncident(kind)) {
        return LogGroup::Notes;
    }
    if (number < 10 || kind == EventKind::ServiceEvent) {
        return LogGroup::Service;
    }
    if (number < static_cast<int>(EventKind::Note)) { // a release is changed as a service is restarted
        return LogGroup::Actions;
    }
    return number >= 50 && number < 60 ? LogGroup::Alerts : LogGroup::Watching;
}

Severity severityOf(const Event &event)
{
    switch (event.kind) {
    case EventKind::ServiceCrashed:
    case EventKind::ServiceHung:
    case EventKind::ActionFailed:
    case EventKind::AlertEscalated:
    case EventKind::IncidentOpened:
    case EventKind::RecorderStopped:
        return Severity::Critical;
    case EventKind::AlertFiring: {
        const QString severity = event.body.value(QStringLiteral("severity")).toString();
        return severity == u"info"      ? Severity::Ok
               : severity == u"warning" ? Severity::Warning
                                        : Severity::Critical;
    }
    case EventKind::AlertResolved:
        return event.body.value(QStringLiteral("unknown")).toBool() ? Severity::Unknown : Severity::Ok;
    case EventKind::NotifyFailed:
    case EventKind::ScrapeFailed:
    case EventKind::AlertPending:
    case EventKind::ActionRefused:
    case EventKind::ClockStepped:
        return Severity::Warning;
    case EventKind::TrafficChanged: // by nobody: it ended by itself
        return event.actor.isEmpty() && !event.reason.isEmpty() ? Severity::Warning : Severity::Ok;
    case EventKind::Gap:
        return Severity::Unknown;
    default:
        return Severity::Ok;
    }
}

QString headline(const Event &event)
{
    if (incident::isOfIncident(event.kind)) {
        return oneLine(incident::wordsOf(event));
    }
    const QString line = what(event);
    if (isDrill(event)) {
        return line + QStringLiteral(": ") + drillFacts(event.body);
    }
    if (const QString name = oneLine(event.subject); isNamed(event.kind) && !name.isEmpty()) {
        return line + QStringLiteral(": ") + name;
    }
    QString rest = event.kind == EventKind::Note ? oneLine(event.body.value(QStringLiteral("text")).toString())
                                                 : facts(event);
    if (event.kind == EventKind::Note && rest.isEmpty()) {
        rest = oneLine(event.reason);
    }
    return rest.isEmpty() ? line : line + QStringLiteral(": ") + rest;
}

QString runKey(const Event &event)
{
    const bool repeats = event.kind == EventKind::ActionRefused || event.kind == EventKind::ClockStepped;
    if (!repeats && !isToldAtOnce(event)) {
        return {};
    }
    return QStringList{QString::number(int(event.kind)), serviceKind(event), event.origin, event.actor,
                       event.reason}
        .join(QChar(0x1f));
}

QString runHeadline(const std::vector<Event> &events)
{
    qint64 sum = 0;
    for (const Event &event : events) {
        const QJsonValue count = event.body.value(QStringLiteral("count"));
        if (!count.isDouble()) {
            return tr("%1 × %2").arg(what(events.front()), thousands(std::int64_t(events.size())));
        }
        sum += count.toInteger();
    }
    return what(events.front()) + QStringLiteral(": ") + thousands(sum);
}

QString byline(const Event &event)
{
    QStringList parts;
    if (!event.actor.isEmpty()) {
        parts << tr("by %1").arg(oneLine(event.actor));
    } else if (!event.origin.isEmpty() && event.origin != u"quarterdeck") {
        parts << tr("from %1").arg(oneLine(event.origin));
    }
    const bool isInHeadline = event.kind == EventKind::Note || incident::isOfIncident(event.kind);
    if (!isInHeadline && !event.reason.isEmpty()) {
        parts << oneLine(event.reason);
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace qd
