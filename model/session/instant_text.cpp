// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/session/instant_text.h"

#include "model/session/duration_text.h"

#include <QtCore/QDateTime>
#include <QtCore/QStringList>

#include <array>

namespace qd {

namespace {

Qt::TimeSpec specOf(units::Zone zone)
{
    return zone == units::Zone::Utc ? Qt::UTC : Qt::LocalTime;
}

Timestamp instantOf(const QDateTime &time)
{
    return Timestamp(Millis(time.toMSecsSinceEpoch()));
}

QTime clockOf(const QString &text)
{
    for (const auto *shape : {u"H:mm:ss", u"H:mm"}) {
        const QTime time = QTime::fromString(text, QString::fromUtf16(shape));
        if (time.isValid()) {
            return time;
        }
    }
    return {};
}

/// That time of the day: the one nearest to `from` among those that the history reaches.
Timestamp onSomeDay(QTime time, Timestamp from, TimeRange known, units::Zone zone)
{
    const QDate day = QDateTime::fromMSecsSinceEpoch(from.time_since_epoch().count(), specOf(zone)).date();
    const auto on = [&](int days) { return instantOf(QDateTime(day.addDays(days), time, specOf(zone))); };
    std::optional<Timestamp> nearest;
    for (const int days : {0, -1, 1}) {
        const Timestamp at = on(days);
        const bool isKnown = at >= known.begin && at <= known.end;
        if (isKnown && (!nearest || std::chrono::abs(at - from) < std::chrono::abs(*nearest - from))) {
            nearest = at;
        }
    }
    return nearest.value_or(on(0));
}

std::optional<Timestamp> dated(const QString &text, units::Zone zone)
{
    const QDateTime iso = QDateTime::fromString(text, Qt::ISODate);
    if (iso.isValid() && iso.timeSpec() != Qt::LocalTime) {
        return instantOf(iso);
    }
    const QString spaced = QString(text).replace(u'T', u' ');
    for (const auto *shape : {u"yyyy-MM-dd HH:mm:ss", u"yyyy-MM-dd H:mm:ss", u"yyyy-MM-dd H:mm", u"yyyy-MM-dd"}) {
        QDateTime time = QDateTime::fromString(spaced, QString::fromUtf16(shape));
        if (time.isValid()) {
            time.setTimeSpec(specOf(zone));
            return instantOf(time);
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<Timestamp> parseInstant(const QString &text, Timestamp from, TimeRange known, units::Zone zone)
{
    const QString words = text.simplified();
    if (words == u"now" || words == u"end") {
        return known.end;
    }
    if (words == u"start") {
        return known.begin;
    }
    if (words.startsWith(u'-') || words.startsWith(u'+') || words.startsWith(QChar(0x2212))) {
        const auto by = parseDuration(words.mid(1));
        return by ? std::optional(words.startsWith(u'+') ? from + *by : from - *by) : std::nullopt;
    }
    const QTime clock = clockOf(words);
    return clock.isValid() ? onSomeDay(clock, from, known, zone) : dated(words, zone);
}

} // namespace qd
