// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/incident_words.h"

#include "model/base/units.h"
#include "model/incident/evidence.h"
#include "model/incident/incident_events.h"
#include "model/session/phrases.h"

#include <cmath>

namespace qd::incident {

namespace {

QString bodyText(const Event &event, const char *key)
{
    return event.body.value(QLatin1String(key)).toString();
}

/// "what: why", or what alone.
QString because(const QString &what, const QString &why)
{
    return why.isEmpty() ? what : what + QStringLiteral(": ") + why;
}

QString alertWords(const Event &event, const QString &what)
{
    return because(QStringLiteral("%1 %2").arg(event.subject, what), bodyText(event, "summary"));
}

QString resolvedWords(const Event &event)
{
    const bool isUnknown = event.body.value(QLatin1String("unknown")).toBool();
    return because(QStringLiteral("%1 %2").arg(event.subject, isUnknown ? QStringLiteral("is unknown")
                                                                        : QStringLiteral("is over")),
                   event.reason);
}

QString sessionWords(std::int64_t count)
{
    return counted(count, QStringLiteral("session"), QStringLiteral("sessions"));
}

QString requestWords(std::int64_t count)
{
    return counted(count, QStringLiteral("request"), QStringLiteral("requests"));
}

QString purgeWords(const Event &event)
{
    const auto number = [&](const char *key) { return event.body.value(QLatin1String(key)).toInteger(); };
    return QStringLiteral("Purged %1, %2 spared, %3 given back")
        .arg(sessionWords(number("purged")), thousands(number("spared")),
             units::bytes(event.body.value(QLatin1String("freed_bytes")).toDouble()));
}

QString restartWords(const Event &event)
{
    const auto failed = event.body.value(QLatin1String("requests_failed")).toInteger(-1);
    const auto kept = event.body.value(QLatin1String("sessions_kept")).toInteger(-1);
    QStringList parts{QStringLiteral("Restarted in %1")
                          .arg(units::seconds(event.body.value(QLatin1String("elapsed_ms")).toDouble() / 1000))};
    if (failed >= 0)
        parts << QStringLiteral("%1 failed meanwhile").arg(requestWords(failed));
    if (kept >= 0)
        parts << QStringLiteral("%1 kept").arg(sessionWords(kept));
    return parts.join(QStringLiteral(", "));
}

QString deployWords(const Event &event)
{
    const QString before = bodyText(event, "before");
    const QString release = bodyText(event, "release");
    const QString verb = event.body.value(QLatin1String("rollback")).toBool() ? QStringLiteral("Roll back")
                                                                              : QStringLiteral("Deploy");
    if (release.isEmpty())
        return because(verb, event.reason);
    const QString to = event.body.value(QLatin1String("rollback")).toBool() ? QStringLiteral("%1 to %2")
                                                                            : QStringLiteral("%1 of %2");
    const QString what = to.arg(verb, release);
    const QString order = event.kind == EventKind::DeployRequested ? what + QStringLiteral(" ordered") : what;
    return because(before.isEmpty() ? order : QStringLiteral("%1 in place of %2").arg(order, before),
                   event.reason);
}

struct StepWords
{
    QString operator()(const Change &change) const
    {
        QStringList parts;
        if (change.status)
            parts << QStringLiteral("status %1").arg(wordOf(*change.status));
        if (change.severity)
            parts << QStringLiteral("severity %1").arg(*change.severity);
        if (change.lead)
            parts << QStringLiteral("led by %1").arg(*change.lead);
        if (change.title)
            parts << QStringLiteral("title “%1”").arg(*change.title);
        QString words = parts.join(QStringLiteral(", "));
        words.replace(0, 1, words.left(1).toUpper());
        return because(words, change.reason);
    }
    QString operator()(const Note &note) const { return note.text; }
    QString operator()(const Hypothesis &hypothesis) const
    {
        return QStringLiteral("%1: %2").arg(wordOf(hypothesis.state), hypothesis.text);
    }
    QString operator()(const Task &task) const
    {
        const QString state = wordOf(task.state).toLower();
        return task.owner.isEmpty()
                   ? QStringLiteral("Corrective action, %1: %2").arg(state, task.title)
                   : QStringLiteral("Corrective action, %1, of %2: %3").arg(state, task.owner, task.title);
    }
    QString operator()(const Link &link) const
    {
        const QString name = link.name.isEmpty() ? QStringLiteral("An event") : link.name;
        return because(QStringLiteral("%1 %2").arg(name, link.leaves
                                                             ? QStringLiteral("does not belong to the incident")
                                                             : QStringLiteral("belongs to the incident")),
                       link.reason);
    }
    QString operator()(const Edit &edit) const
    {
        return QStringLiteral("Post-mortem: section “%1” edited").arg(edit.section);
    }
    QString operator()(const Review &review) const
    {
        return because(QStringLiteral("Post-mortem reviewed"), review.words);
    }
};

QString stateWords(const Event &event)
{
    const auto captured = capturedFrom(event);
    const State state = captured ? stateFromJson(captured->body) : State();
    QStringList parts;
    if (state.residentBytes)
        parts << QStringLiteral("%1 resident").arg(units::bytes(*state.residentBytes));
    for (const State::Part &part : state.sessions)
        parts << QStringLiteral("%1 %2").arg(sessionWords(std::llround(part.value)), part.name);
    if (state.inFlight)
        parts << QStringLiteral("%1 in flight").arg(requestWords(std::llround(*state.inFlight)));
    return because(QStringLiteral("State captured"),
                   parts.isEmpty() ? QStringLiteral("nothing was known") : parts.join(QStringLiteral(", ")));
}

QString serviceWords(const Event &event)
{
    switch (event.kind) {
    case EventKind::ServiceStarted:
        return QStringLiteral("Service started");
    case EventKind::ServiceReady:
        return QStringLiteral("Service ready");
    case EventKind::ServiceStopped:
        return because(QStringLiteral("Service stopped"), event.reason);
    case EventKind::ServiceCrashed:
        return because(QStringLiteral("Service crashed"), event.reason);
    case EventKind::ServiceHung:
        return because(QStringLiteral("Service does not answer"), event.reason);
    case EventKind::ScrapeFailed:
        return because(QStringLiteral("Metrics could not be read"), event.reason);
    case EventKind::ScrapeRecovered:
        return QStringLiteral("Metrics are read again");
    case EventKind::Gap:
        return because(QStringLiteral("Gap"), event.reason);
    default:
        return because(event.subject, event.reason);
    }
}

} // namespace

QString wordOf(Status status)
{
    switch (status) {
    case Status::Detected:
        return QStringLiteral("Detected");
    case Status::Investigating:
        return QStringLiteral("Investigating");
    case Status::Identified:
        return QStringLiteral("Identified");
    case Status::Mitigated:
        return QStringLiteral("Mitigated");
    case Status::Resolved:
        return QStringLiteral("Resolved");
    }
    return {};
}

QString wordOf(Hypothesis::State state)
{
    switch (state) {
    case Hypothesis::State::Suspected:
        return QStringLiteral("Suspected");
    case Hypothesis::State::RuledOut:
        return QStringLiteral("Ruled out");
    case Hypothesis::State::Confirmed:
        return QStringLiteral("Confirmed");
    }
    return {};
}

QString wordOf(Task::State state)
{
    switch (state) {
    case Task::State::Open:
        return QStringLiteral("Open");
    case Task::State::Done:
        return QStringLiteral("Done");
    case Task::State::Dropped:
        return QStringLiteral("Dropped");
    }
    return {};
}

QString wordOf(Source source)
{
    switch (source) {
    case Source::Alert:
        return QStringLiteral("alert");
    case Source::Operator:
        return QStringLiteral("operator");
    case Source::Service:
        return QStringLiteral("service");
    case Source::Window:
        return QStringLiteral("Quarterdeck");
    }
    return {};
}

Source sourceOf(const Event &event)
{
    const int kind = static_cast<int>(event.kind);
    if (!event.actor.isEmpty())
        return Source::Operator;
    if (kind >= int(EventKind::AlertPending) && kind <= int(EventKind::AlertEscalated))
        return Source::Alert;
    const bool isService = kind < int(EventKind::RestartRequested) || event.origin == u"sessiond";
    return isService ? Source::Service : Source::Window;
}

QString wordsOf(const Event &event)
{
    if (const auto step = stepFrom(event))
        return std::visit(StepWords{}, *step);
    switch (event.kind) {
    case EventKind::IncidentOpened:
        return because(QStringLiteral("Incident opened: %1").arg(event.subject), event.reason);
    case EventKind::IncidentEvidence:
        return stateWords(event);
    case EventKind::AlertPending:
        return alertWords(event, QStringLiteral("is pending"));
    case EventKind::AlertFiring:
        return alertWords(event, QStringLiteral("fires"));
    case EventKind::AlertResolved:
        return resolvedWords(event);
    case EventKind::AlertAcknowledged:
        return because(QStringLiteral("%1 acknowledged").arg(event.subject), event.reason);
    case EventKind::AlertEscalated:
        return QStringLiteral("%1 escalated: nobody acknowledged it in time").arg(event.subject);
    case EventKind::SilenceBegun:
        return because(QStringLiteral("Silenced: %1").arg(event.subject), event.reason);
    case EventKind::RestartRequested:
        return because(QStringLiteral("Restart ordered"), event.reason);
    case EventKind::RestartFinished:
        return restartWords(event);
    case EventKind::RestartVerdict:
        return because(bodyText(event, "release").isEmpty()
                           ? QStringLiteral("Verdict on the restart")
                           : QStringLiteral("Verdict on the deploy of %1").arg(bodyText(event, "release")),
                       event.reason);
    case EventKind::PurgeRequested:
        return because(QStringLiteral("Purge ordered, %1 expected")
                           .arg(sessionWords(event.body.value(QLatin1String("expected")).toInteger())),
                       event.reason);
    case EventKind::PurgeFinished:
        return purgeWords(event);
    case EventKind::CollectRequested:
        return because(QStringLiteral("Collector pass ordered"), event.reason);
    case EventKind::ActionFailed:
        return because(QStringLiteral("It failed"), event.reason);
    case EventKind::Deploy:
    case EventKind::DeployRequested:
        return deployWords(event);
    case EventKind::Note: {
        const QString text = bodyText(event, "text");
        return text.isEmpty() ? event.reason : text;
    }
    default:
        return serviceWords(event);
    }
}

} // namespace qd::incident
