// SPDX-License-Identifier: GPL-3.0-or-later
// What a post-mortem says; how it is written is in postmortem_text.cpp.
#include "model/incident/postmortem.h"

#include "model/base/units.h"
#include "model/incident/incident_words.h"

#include <algorithm>

namespace qd::incident {

namespace {

constexpr qsizetype longestLine = 2'000; ///< of a list; the log has the whole

const auto utc = units::Zone::Utc;

QString when(Timestamp at)
{
    return units::dateClock(at, utc) + QStringLiteral(" UTC");
}

/// Foreign text as one line of a list.
QString oneLine(const QString &text)
{
    const QString line = text.simplified();
    return line.size() <= longestLine ? line
                                      : QStringLiteral("%1… (the first %2 of %3 characters)")
                                            .arg(line.first(longestLine), units::count(double(longestLine)),
                                                 units::count(double(text.size())));
}

QString lengthOr(std::optional<Millis> length)
{
    return length ? units::duration(*length) : QStringLiteral("unknown");
}

QString orNothing(const QStringList &lines, const QString &nothing)
{
    return lines.isEmpty() ? nothing : lines.join(u'\n');
}

QString summaryOf(const Incident &incident, const Times &times)
{
    QStringList lines{oneLine(incident.title), QString()};
    const auto resolvedAt = incident.resolvedAt();
    lines << QStringLiteral("- Detected: %1, %2")
                 .arg(when(incident.openedAt), incident.openedBy.isEmpty()
                                                   ? QStringLiteral("by an alert")
                                                   : QStringLiteral("by ") + oneLine(incident.openedBy));
    lines << (resolvedAt ? QStringLiteral("- Resolved: %1").arg(when(*resolvedAt))
                         : QStringLiteral("- Not resolved: it is %1").arg(wordOf(incident.status()).toLower()));
    if (!incident.severity.isEmpty())
        lines << QStringLiteral("- Severity: %1").arg(oneLine(incident.severity));
    if (!incident.lead.isEmpty())
        lines << QStringLiteral("- Lead: %1").arg(oneLine(incident.lead));
    const std::pair<QString, std::optional<Millis>> all[]{{QStringLiteral("detect"), times.detect},
                                                          {QStringLiteral("acknowledge"), times.acknowledge},
                                                          {QStringLiteral("identify"), times.identify},
                                                          {QStringLiteral("mitigate"), times.mitigate},
                                                          {QStringLiteral("resolve"), times.resolve}};
    for (const auto &[name, length] : all)
        lines << QStringLiteral("- Time to %1: %2").arg(name, lengthOr(length));
    return lines.join(u'\n');
}

QString figureLine(const QString &name, const Figure &figure, QString (*shown)(double))
{
    return QStringLiteral("- %1: %2 (%3)")
        .arg(name, figure.value ? shown(*figure.value) : QStringLiteral("unknown"), figure.how);
}

QString impactText(const Impact &impact)
{
    return QStringList{
        figureLine(QStringLiteral("Users touched"), impact.users, units::count),
        figureLine(QStringLiteral("Requests failed"), impact.failed, units::count),
        figureLine(QStringLiteral("Slow requests"), impact.slow, units::count),
        figureLine(QStringLiteral("Share of requests touched"), impact.sharePercent, units::percent),
        figureLine(QStringLiteral("Requests"), impact.requests, units::count)}
        .join(u'\n');
}

/// What is about the document, and no part of what happened.
bool isOfDocument(EventKind kind)
{
    return kind == EventKind::PostmortemEdited || kind == EventKind::PostmortemReviewed ||
           kind == EventKind::IncidentTask;
}

QString entryLine(const Entry &entry, const std::map<std::uint64_t, Timestamp> &times)
{
    const auto clockOf = [&](std::uint64_t seq) {
        const auto known = times.find(seq);
        return known == times.end() ? QStringLiteral("unknown time") : units::clock(known->second, utc);
    };
    QString by = wordOf(entry.source);
    if (!entry.author.isEmpty())
        by += QStringLiteral(", ") + oneLine(entry.author);
    QString line = QStringLiteral("- %1 %2 (%3)").arg(units::clock(entry.at, utc), oneLine(entry.words), by);
    if (entry.correctedBy > 0)
        line += QStringLiteral(" [corrected, see %1]").arg(clockOf(entry.correctedBy));
    if (entry.correctionOf > 0)
        line += QStringLiteral(" [corrects what stands at %1]").arg(clockOf(entry.correctionOf));
    return line;
}

QString timelineText(const Incident &incident)
{
    std::map<std::uint64_t, Timestamp> times;
    for (const Entry &entry : incident.entries)
        times.emplace(entry.seq, entry.at);
    QStringList lines;
    QString day;
    for (const Entry &entry : incident.entries) {
        if (isOfDocument(entry.kind))
            continue;
        const QString today = units::dateClock(entry.at, utc).section(u' ', 0, 0);
        if (std::exchange(day, today) != today)
            lines << (lines.isEmpty() ? QString() : QStringLiteral("\n")) + today + QStringLiteral(", UTC\n");
        lines << entryLine(entry, times);
    }
    return lines.join(u'\n');
}

QString factorsText(const Incident &incident)
{
    QStringList lines;
    for (const auto state :
         {Hypothesis::State::Confirmed, Hypothesis::State::Suspected, Hypothesis::State::RuledOut})
        for (const Hypothesis &hypothesis : incident.hypotheses)
            if (hypothesis.state == state)
                lines << QStringLiteral("- %1, %2: %3")
                             .arg(wordOf(state), when(hypothesis.since), oneLine(hypothesis.text));
    return orNothing(lines, QStringLiteral("Nobody has written down what contributed."));
}

bool isOfResolution(const Entry &entry)
{
    switch (entry.kind) {
    case EventKind::RestartFinished:
    case EventKind::RestartVerdict:
    case EventKind::PurgeFinished:
    case EventKind::ActionFailed:
    case EventKind::Deploy:
        return true;
    default:
        return entry.kind == EventKind::IncidentChanged && entry.correctedBy == 0;
    }
}

QString resolutionText(const Incident &incident)
{
    QStringList lines;
    for (const Entry &entry : incident.entries)
        if (isOfResolution(entry) && entry.at >= incident.openedAt)
            lines << QStringLiteral("- %1 %2").arg(units::clock(entry.at, utc), oneLine(entry.words));
    return orNothing(lines, QStringLiteral("Nothing was done that the log tells of."));
}

QString taskLine(const Task &task, QDate today)
{
    QStringList facts{wordOf(task.state).toLower()};
    if (!task.owner.isEmpty())
        facts << oneLine(task.owner);
    if (task.due.isValid())
        facts << QStringLiteral("due %1").arg(task.due.toString(Qt::ISODate));
    if (task.isOverdue(today))
        facts << QStringLiteral("overdue");
    QString line = QStringLiteral("- %1 (%2)").arg(oneLine(task.title), facts.join(QStringLiteral(", ")));
    if (task.proof)
        line += QStringLiteral(" Proven: %1 fires at %2 on %3.")
                    .arg(oneLine(task.proof->rule), when(task.proof->firedAt), oneLine(task.proof->recording));
    return line;
}

QString actionsText(const Incident &incident, QDate today)
{
    QStringList parts;
    const std::pair<Task::Kind, QString> kinds[]{{Task::Kind::Improvement, QStringLiteral("Improvements:")},
                                                 {Task::Kind::Task, QStringLiteral("Tasks:")}};
    for (const auto &[kind, heading] : kinds) {
        QStringList lines;
        for (const Task &task : incident.tasks)
            if (task.kind == kind)
                lines << taskLine(task, today);
        if (!lines.isEmpty())
            parts << heading + QStringLiteral("\n\n") + lines.join(u'\n');
    }
    return parts.isEmpty() ? QStringLiteral("None yet.") : parts.join(QStringLiteral("\n\n"));
}

} // namespace

Postmortem postmortemOf(const Incident &incident, const Times &times, const Impact &impact,
                        std::vector<ChartPlace> charts, QDate today)
{
    Postmortem document{
        incident.title,
        incident.isReviewed,
        {},
        {{QStringLiteral("summary"), QStringLiteral("Summary"), summaryOf(incident, times)},
         {QStringLiteral("impact"), QStringLiteral("Impact"), impactText(impact)},
         {QStringLiteral("timeline"), QStringLiteral("Timeline"), timelineText(incident)},
         {QStringLiteral("factors"), QStringLiteral("Contributing factors"), factorsText(incident)},
         {QStringLiteral("resolution"), QStringLiteral("Resolution"), resolutionText(incident)},
         {QStringLiteral("actions"), QStringLiteral("Corrective and preventative actions"),
          actionsText(incident, today)}},
        {},
        std::move(charts)};
    for (Section &section : document.sections) {
        const auto edit = incident.edits.find(section.key);
        if (edit == incident.edits.end() || edit->second.isEmpty())
            continue;
        if (section.key == u"impact")
            document.figures = QStringLiteral("Counted by the service:\n\n") + section.text;
        section.text = edit->second;
        section.isEdited = true;
    }
    return document;
}

} // namespace qd::incident
