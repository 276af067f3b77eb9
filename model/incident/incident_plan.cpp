// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/incident_plan.h"

#include <algorithm>

namespace qd::incident {

namespace {

const QString aboutAnnotation = QStringLiteral("about");

bool isNews(const alerts::AlertRecord &alert)
{
    return alert.isFiring() && alert.silencedBy.isEmpty() && alert.severity != u"info" &&
           alert.severity != u"none";
}

/// The incident has had this firing, or whatever the alert does until it is resolved.
bool has(const Incident &incident, const alerts::AlertRecord &alert)
{
    const auto link = incident.alerts.find(alert.identity);
    if (link == incident.alerts.end())
        return false;
    const Timestamp from = alert.firings.back().from;
    if (link->second.leftAt && from > *link->second.leftAt)
        return false;
    const auto resolvedAt = incident.resolvedAt();
    return !resolvedAt || from <= *resolvedAt;
}

bool areRelated(const alerts::AlertRecord &a, const alerts::AlertRecord &b)
{
    const QString about = a.annotation(aboutAnnotation);
    const bool sameTarget =
        a.labels.value("instance") == b.labels.value("instance") && a.labels.value("job") == b.labels.value("job");
    const bool hasTarget = !a.labels.value("instance").empty();
    return sameTarget && (hasTarget || (!about.isEmpty() && about == b.annotation(aboutAnnotation)));
}

/// About the same service. One that was opened by hand, and has no alert yet, is about whatever comes.
bool isAbout(const Incident &incident, const alerts::AlertRecord &alert, const alerts::AlertBook &alerts)
{
    return std::ranges::all_of(incident.alerts, [](const auto &one) { return one.second.leftAt.has_value(); }) ||
           std::ranges::any_of(incident.alerts, [&](const auto &one) {
               const alerts::AlertRecord *known = alerts.find(one.first);
               return known && !one.second.leftAt && areRelated(*known, alert);
           });
}

Opening openingFor(const alerts::AlertRecord &alert)
{
    const QString summary = alert.annotation(QStringLiteral("summary"));
    return {(summary.isEmpty() ? alert.name : summary).left(longestTitle),
            alert.severity,
            {},
            alert.identity,
            alert.name};
}

} // namespace

Plan planFor(const alerts::AlertBook &alerts, const IncidentBook &incidents)
{
    Plan plan;
    const alerts::AlertRecord *first = nullptr;
    for (const auto &[identity, alert] : alerts.alerts()) {
        const auto all = incidents.incidents();
        if (!isNews(alert) || std::ranges::any_of(all, [&](const Incident &one) { return has(one, alert); }))
            continue;
        const auto open = std::ranges::find_if(
            all, [&](const Incident &one) { return one.isOpen() && isAbout(one, alert, alerts); });
        if (open != all.end())
            plan.joinings.push_back({open->id, Link{identity, alert.name, {}, false, {}}});
        else if (alerts::isPaging(alert.severity) && !alert.isMuted() && (!first || alert.since < first->since))
            first = &alert;
    }
    if (first)
        plan.opening = openingFor(*first);
    return plan;
}

QStringList stillPaging(const Incident &incident, const alerts::AlertBook &alerts)
{
    QStringList names;
    for (const auto &[identity, link] : incident.alerts) {
        const alerts::AlertRecord *alert = link.leftAt ? nullptr : alerts.find(identity);
        if (alert && alert->isFiring() && alerts::isPaging(alert->severity))
            names << alert->name;
    }
    names.sort();
    names.removeDuplicates();
    return names;
}

std::vector<DueEvidence> evidenceDue(const IncidentBook &incidents)
{
    std::vector<DueEvidence> due;
    for (const Incident &incident : incidents.incidents()) {
        if (!incident.isOpen())
            continue;
        const auto want = [&](const QString &cause, Timestamp at) {
            if (std::ranges::find(incident.evidence, cause, &Captured::cause) == incident.evidence.end())
                due.push_back({incident.id, cause, at});
        };
        want({}, incident.openedAt);
        for (const Entry &entry : incident.entries)
            if ((entry.kind == EventKind::RestartRequested || entry.kind == EventKind::PurgeRequested ||
                 entry.kind == EventKind::DeployRequested) &&
                !entry.correlation.isEmpty() && entry.at >= incident.openedAt)
                want(entry.correlation, entry.at);
    }
    return due;
}

} // namespace qd::incident
