// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/health/alert_findings.h"

#include "model/health/translate.h"

#include <algorithm>

namespace qd {

namespace {

using alerts::AlertRecord;
using alerts::Standing;
using health::tr;

bool isForTheRecord(const QString &severity)
{
    return severity == u"info";
}

std::optional<Severity> severityOf(const AlertRecord &alert)
{
    if (alert.severity == u"none")
        return std::nullopt;
    if (alert.standing == Standing::Unknown)
        return Severity::Unknown;
    if (!alert.isFiring())
        return std::nullopt;
    if (isForTheRecord(alert.severity))
        return Severity::Ok;
    return alerts::isPaging(alert.severity) ? Severity::Critical : Severity::Warning;
}

Finding findingOf(const AlertRecord &alert, Severity severity, const alerts::AlertBook &book, units::Zone zone)
{
    Finding finding;
    finding.id = QStringLiteral("alert ") + alert.identity;
    finding.alert = alert.identity;
    finding.severity = severity;
    const QString summary = alert.annotation(QStringLiteral("summary"));
    finding.title = summary.isEmpty() ? alert.name : summary;
    if (severity == Severity::Unknown)
        finding.title = tr("Unknown (was firing): %1").arg(finding.title);
    // What is known of it comes before what is advised in general.
    const QString description = alert.annotation(QStringLiteral("description"));
    const QString more = description.isEmpty() ? alert.annotation(QStringLiteral("advice")) : description;
    finding.detail = tr("%1 since %2").arg(alert.name, units::clock(alert.since, zone)) +
                     (more.isEmpty() ? QString() : QStringLiteral(". ") + more);
    const auto chart = chartOf(alert);
    finding.hasChart = chart.has_value();
    finding.chart = chart.value_or(TileKind::Memory);
    finding.flags = flagWords(alert, book, zone);
    finding.isMuted = alert.isMuted();
    finding.mayAcknowledge =
        alert.isFiring() && !alert.acknowledged && !isForTheRecord(alert.severity); // nobody is told of it
    finding.rule = alert.name;
    finding.labels = alert.labels;
    finding.since = alert.since;
    return finding;
}

/// What nobody is told of is below everything else that fires.
int place(const Finding &finding)
{
    return finding.isMuted ? rank(Severity::Ok) : rank(finding.severity);
}

} // namespace

std::optional<TileKind> chartOf(const AlertRecord &alert)
{
    static const std::pair<QLatin1String, TileKind> known[] = {
        {QLatin1String("memory"), TileKind::Memory},   {QLatin1String("latency"), TileKind::Latency},
        {QLatin1String("sessions"), TileKind::Active}, {QLatin1String("retained"), TileKind::Retained},
        {QLatin1String("errors"), TileKind::Errors},
    };
    const QString about = alert.annotation(QStringLiteral("about"));
    const auto found = std::ranges::find(known, about, &std::pair<QLatin1String, TileKind>::first);
    return found == std::end(known) ? std::nullopt : std::optional(found->second);
}

QString flagWords(const AlertRecord &alert, const alerts::AlertBook &book, units::Zone zone)
{
    QStringList flags;
    if (alert.acknowledged) {
        const auto &mark = *alert.acknowledged;
        flags << tr("Acknowledged by %1 at %2").arg(mark.by, units::clock(mark.at, zone)) +
                     (mark.comment.isEmpty() ? QString()
                                             : QStringLiteral(": “%1”").arg(mark.comment.simplified()));
    }
    if (alert.escalatedAt)
        flags << tr("Escalated at %1").arg(units::clock(*alert.escalatedAt, zone));
    if (!alert.silencedBy.isEmpty()) {
        const auto silences = book.silences();
        const auto silence = std::ranges::find(silences, alert.silencedBy, &alerts::Silence::id);
        if (silence != silences.end())
            flags << tr("Silenced by %1 until %2").arg(silence->by, units::dateClock(silence->until, zone));
    }
    if (const AlertRecord *worse = book.find(alert.inhibitedBy))
        flags << tr("Muted by %1").arg(worse->name);
    if (alert.isFlapping)
        flags << tr("Flapping: %1 changes within the hour").arg(alert.changes.size());
    return flags.join(QStringLiteral(" · "));
}

void AlertFindings::addTo(std::vector<Finding> &found, const EventSnapshot &events, Timestamp at, units::Zone zone)
{
    m_book.read(events, at);
    std::vector<Finding> all;
    std::vector<Finding> last;
    for (const auto &[identity, alert] : m_book.alerts())
        if (const auto severity = severityOf(alert))
            (isForTheRecord(alert.severity) ? last : all).push_back(findingOf(alert, *severity, m_book, zone));
    if (all.empty() && last.empty())
        return;
    std::ranges::move(found, std::back_inserter(all));
    std::ranges::move(last, std::back_inserter(all));
    found = std::move(all);
    std::ranges::stable_sort(found, {}, place);
}

} // namespace qd
