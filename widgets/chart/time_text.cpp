// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/time_text.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QTimeZone>

#include <array>

namespace qd {

namespace {

using namespace std::chrono_literals;

constexpr std::array<Millis, 23> steps{10ms, 50ms, 100ms, 200ms, 500ms, 1s, 2s, 5s, 10s, 15s, 30s, 1min,
                                       2min, 5min, 10min, 15min, 30min, 1h, 2h, 3h, 6h,  12h, 24h};

QDateTime dateTime(Timestamp t, TimeZone zone)
{
    return QDateTime::fromMSecsSinceEpoch(t.time_since_epoch().count(),
                                          zone == TimeZone::Utc ? Qt::UTC : Qt::LocalTime);
}

Millis stepFor(const TimeAxis &axis, double spacing)
{
    const auto needed = std::chrono::duration<double, std::nano>(axis.width) * spacing;
    for (Millis step : steps) {
        if (step >= needed) {
            return step;
        }
    }
    const auto days = static_cast<int>(needed / 24h) + 1;
    return 24h * days;
}

QString tickLabel(Timestamp t, Millis step, TimeZone zone)
{
    const QDateTime when = dateTime(t, zone);
    if (when.time() == QTime(0, 0)) {
        return QLocale::c().toString(when.date(), QStringLiteral("d MMM"));
    }
    if (step < 1s) {
        return when.toString(QStringLiteral("HH:mm:ss.zzz"));
    }
    return when.toString(step < 1min ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
}

} // namespace

QString clockText(Timestamp t, TimeZone zone, bool millis)
{
    return dateTime(t, zone).toString(millis ? QStringLiteral("HH:mm:ss.zzz") : QStringLiteral("HH:mm:ss"));
}

QString dateClockText(Timestamp t, TimeZone zone)
{
    return QLocale::c().toString(dateTime(t, zone), QStringLiteral("d MMM HH:mm"));
}

QString zoneName(Timestamp t, TimeZone zone)
{
    return zone == TimeZone::Utc ? QStringLiteral("UTC") : dateTime(t, zone).timeZoneAbbreviation();
}

QString durationText(Millis duration)
{
    const auto s = std::chrono::round<std::chrono::seconds>(duration).count();
    if (duration < 10s) {
        return QStringLiteral("%1 s").arg(
            QLocale::c().toString(static_cast<double>(duration.count()) / 1000, 'f', 1));
    }
    if (s < 120) {
        return QStringLiteral("%1 s").arg(s);
    }
    if (s < 3600) {
        return s % 60 == 0 ? QStringLiteral("%1 min").arg(s / 60)
                           : QStringLiteral("%1 min %2 s").arg(s / 60).arg(s % 60);
    }
    if (s < 48 * 3600) {
        const auto minutes = s / 60 % 60;
        return minutes == 0 ? QStringLiteral("%1 h").arg(s / 3600)
                            : QStringLiteral("%1 h %2 min").arg(s / 3600).arg(minutes);
    }
    return QStringLiteral("%1 d").arg(s / 86'400);
}

std::vector<TimeTick> timeTicks(const TimeAxis &axis, TimeZone zone, double spacing)
{
    std::vector<TimeTick> out;
    const TimeRange range = rangeOf(axis);
    const Millis step = stepFor(axis, spacing);
    // Aligned to local midnight. A change of summer time within the view shifts the labels, never the spacing.
    const Millis offset = std::chrono::seconds(dateTime(range.begin, zone).offsetFromUtc());
    Millis local = range.begin.time_since_epoch() + offset;
    local -= (local % step + step) % step;
    for (Timestamp t{local - offset}; t < range.end; t += step) {
        if (t >= range.begin) {
            out.push_back({t, tickLabel(t, step, zone)});
        }
    }
    return out;
}

} // namespace qd
