// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/health/alert_findings.h"

#include "model/rules/alert_events.h"

#include <algorithm>

namespace qd {

namespace {

std::optional<Severity> severityOf(const Event &alert)
{
    const QString severity = alert.body[u"severity"].toString();
    if (severity == u"critical")
        return Severity::Critical;
    if (severity == u"info" || severity == u"none")
        return std::nullopt;
    return Severity::Warning;
}

/// Where the curve of a default rule is; other rules may be about anything.
std::optional<TileKind> chartOf(const QString &name)
{
    static const std::pair<QLatin1String, TileKind> known[] = {
        {QLatin1String("LeakNamed"), TileKind::Memory},
        {QLatin1String("LeakPages"), TileKind::Memory},
        {QLatin1String("CollectorStalled"), TileKind::Retained},
        {QLatin1String("MemoryHigh"), TileKind::Memory},
        {QLatin1String("MemoryNearLimit"), TileKind::Memory},
        {QLatin1String("ErrorBudgetBurnsFast"), TileKind::Errors},
        {QLatin1String("ErrorBudgetBurns"), TileKind::Errors},
        {QLatin1String("ValidateSlow"), TileKind::Latency},
        {QLatin1String("SessionsPerUserRise"), TileKind::Active},
    };
    const auto found = std::ranges::find(known, name, &std::pair<QLatin1String, TileKind>::first);
    return found == std::end(known) ? std::nullopt : std::optional(found->second);
}

Finding findingOf(const Event &alert, Severity severity, units::Zone zone)
{
    Finding finding;
    finding.id = QStringLiteral("alert ") + rules::identityOf(alert);
    finding.severity = severity;
    const QString summary = alert.body[u"summary"].toString();
    finding.title = summary.isEmpty() ? alert.subject : summary;
    const QString advice = alert.body[u"advice"].toString();
    finding.detail = QStringLiteral("%1 since %2").arg(alert.subject, units::clock(alert.at, zone)) +
                     (advice.isEmpty() ? QString() : QStringLiteral(". ") + advice);
    const auto chart = chartOf(alert.subject);
    finding.hasChart = chart.has_value();
    finding.chart = chart.value_or(TileKind::Memory);
    return finding;
}

} // namespace

void AlertFindings::collect(const EventSnapshot &events)
{
    if (m_size == events.size() && m_newest == events.newestSeq())
        return;
    m_size = events.size();
    m_newest = events.newestSeq();
    m_alerts.clear();
    for (std::size_t i = 0; i < events.size(); ++i) {
        const EventKind kind = events.at(i).kind;
        if (kind == EventKind::AlertFiring || kind == EventKind::AlertResolved)
            m_alerts.push_back({events.at(i), rules::identityOf(events.at(i))});
    }
}

void AlertFindings::addTo(std::vector<Finding> &found, const EventSnapshot &events, Timestamp at, units::Zone zone)
{
    collect(events);
    std::map<QString, const Event *> open;
    for (const Change &change : m_alerts) {
        if (change.event.at > at)
            break;
        if (change.event.kind == EventKind::AlertFiring)
            open[change.identity] = &change.event;
        else
            open.erase(change.identity);
    }
    std::vector<Finding> all;
    for (const auto &[identity, alert] : open)
        if (const auto severity = severityOf(*alert))
            all.push_back(findingOf(*alert, *severity, zone));
    if (all.empty())
        return;
    std::ranges::move(found, std::back_inserter(all));
    found = std::move(all);
    std::ranges::stable_sort(found, {}, [](const Finding &finding) { return rank(finding.severity); });
}

} // namespace qd
