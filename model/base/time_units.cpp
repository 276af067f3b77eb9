// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/units.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QTimeZone>

#include <array>

namespace qd::units {

namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr std::array<Millis, 20> steps{1s,    2s,    5s, 10s, 15s, 30s, 1min, 2min,    5min,    10min,
                                       15min, 30min, 1h, 2h,  3h,  6h,  12h,  days(1), days(2), days(7)};

QDateTime dateTime(Timestamp at, Zone zone)
{
    const qint64 ms = at.time_since_epoch().count();
    return QDateTime::fromMSecsSinceEpoch(ms, zone == Zone::Utc ? Qt::UTC : Qt::LocalTime);
}

Millis offsetAt(Timestamp at, Zone zone)
{
    return zone == Zone::Utc ? Millis(0) : Millis(std::chrono::seconds(dateTime(at, zone).offsetFromUtc()));
}

Millis stepFor(TimeRange range, int most)
{
    for (const Millis step : steps)
        if (range.length() / step < most)
            return step;
    const auto weeks = range.length() / Millis(days(7)) / most + 1;
    return weeks * Millis(days(7));
}

/// The first instant at or after `from` whose clock reads a multiple of the step.
Timestamp alignedUp(Timestamp from, Millis step, Zone zone)
{
    const auto wall = (from + offsetAt(from, zone)).time_since_epoch();
    const Millis remainder = ((wall % step) + step) % step;
    const Timestamp guess = remainder.count() == 0 ? from : from + (step - remainder);
    // Where summer time begins or ends in between, the clock is an hour off by then.
    const Timestamp shifted = guess + (offsetAt(from, zone) - offsetAt(guess, zone));
    return shifted >= from ? shifted : guess;
}

} // namespace

QString clock(Timestamp at, Zone zone)
{
    return dateTime(at, zone).toString(u"HH:mm:ss");
}

QString dateClock(Timestamp at, Zone zone)
{
    return dateTime(at, zone).toString(u"yyyy-MM-dd HH:mm:ss");
}

QString zoneName(Timestamp at, Zone zone)
{
    return zone == Zone::Utc ? QStringLiteral("UTC") : dateTime(at, zone).timeZoneAbbreviation();
}

TimeTicks timeTicks(TimeRange range, int most, Zone zone)
{
    TimeTicks found;
    if (range.isEmpty() || most < 1)
        return found;
    found.step = stepFor(range, most);
    for (Timestamp at = alignedUp(range.begin, found.step, zone); at < range.end;) {
        found.at.push_back(at);
        const Timestamp next = alignedUp(at + Millis(1), found.step, zone);
        at = next > at ? next : at + found.step;
    }
    return found;
}

QString timeTickLabel(Timestamp at, Millis step, Zone zone)
{
    const QDateTime when = dateTime(at, zone);
    if (step >= days(1) || (step >= std::chrono::minutes(1) && when.time() == QTime(0, 0)))
        return QLocale::c().toString(when, u"d MMM");
    return when.toString(step < std::chrono::minutes(1) ? u"HH:mm:ss" : u"HH:mm");
}

} // namespace qd::units
