// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/incident_report.h"

#include "model/base/units.h"

#include <QtCore/QDateTime>
#include <QtCore/QStringList>

#include <algorithm>

namespace qd::incident {

namespace {

constexpr Millis leastCalm = std::chrono::minutes(1);

QString namesOf(std::span<const Incident> incidents)
{
    constexpr std::size_t most = 20;
    QStringList lines;
    for (const Incident &incident : incidents.last(std::min(most, incidents.size())))
        lines << QStringLiteral("  %1  %2 UTC  %3")
                     .arg(incident.id, units::dateClock(incident.openedAt, units::Zone::Utc),
                          incident.title.simplified().left(100));
    return lines.join(u'\n');
}

} // namespace

TimeRange spanOf(const Incident &incident, Timestamp now)
{
    Timestamp begin = incident.onset ? std::min(*incident.onset, incident.openedAt) : incident.openedAt;
    const Timestamp end = incident.resolvedAt().value_or(now);
    return {begin, std::max(end, begin + Millis(1))};
}

Report reportOf(const Incident &incident, const SeriesSnapshot &series, Timestamp now)
{
    const TimeRange span = spanOf(incident, now);
    const Millis calm = std::max(leastCalm, span.length() / 8);
    TimeRange shown{span.begin - calm, span.end + calm};
    if (const TimeRange known = series.extent(); !known.isEmpty()) {
        shown.begin = std::max(shown.begin, std::min(known.begin, span.begin));
        shown.end = std::min(shown.end, std::max(known.end, span.end));
    }
    return {incident, timesOf(incident), impactOf(series, span), shown};
}

QDate dayOf(Timestamp at)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC).date();
}

Result<const Incident *> chosen(const IncidentBook &book, const QString &id)
{
    std::vector<const Incident *> fitting;
    for (const Incident &incident : book.incidents())
        if (incident.id.startsWith(id, Qt::CaseInsensitive))
            fitting.push_back(&incident);
    if (fitting.size() == 1)
        return fitting.front();
    if (book.incidents().empty())
        return failure(ErrorCode::NotFound, QStringLiteral("There is no incident in it."));
    if (fitting.empty())
        return failure(ErrorCode::NotFound,
                       QStringLiteral("No incident in it has an id that begins with %1. There are:\n%2")
                           .arg(id, namesOf(book.incidents())));
    return failure(ErrorCode::Conflict, QStringLiteral("There are %1 incidents; say which:\n%2")
                                            .arg(fitting.size())
                                            .arg(namesOf(book.incidents())));
}

} // namespace qd::incident
