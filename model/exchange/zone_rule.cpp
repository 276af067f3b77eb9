// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/zone_rule.h"

#include <QtCore/QDateTime>

namespace qd::exchange {

namespace {

constexpr std::int64_t slotMillis = 15 * 60 * 1000; ///< no zone changes its clocks at other times
constexpr std::int64_t dayMillis = 86'400'000;

} // namespace

ZoneRule::ZoneRule(QTimeZone zone)
    : m_zone(std::move(zone))
{}

Result<ZoneRule> ZoneRule::named(const QString &name)
{
    if (name.isEmpty() || name.compare(u"utc", Qt::CaseInsensitive) == 0)
        return ZoneRule(QTimeZone::utc());
    // Asked before, because QTimeZone takes any word for a zone as POSIX writes them.
    const bool known = name == u"local" || QTimeZone::isTimeZoneIdAvailable(name.toUtf8());
    const QTimeZone zone = name == u"local" ? QTimeZone::systemTimeZone() : QTimeZone(name.toUtf8());
    if (!known || !zone.isValid())
        return failure(
            ErrorCode::Invalid,
            QStringLiteral("'%1' is no time zone; say UTC, local, or a name such as Europe/Berlin.").arg(name));
    return ZoneRule(zone);
}

std::int64_t ZoneRule::offsetAt(std::int64_t utcMs) const
{
    return std::int64_t{m_zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(utcMs, Qt::UTC))} * 1000;
}

ZoneRule::Utc ZoneRule::toUtc(std::int64_t localMs)
{
    const std::int64_t slot = localMs / slotMillis;
    if (slot == m_cachedSlot) {
        m_last = localMs - m_cachedOffset;
        return {m_last};
    }
    const Utc utc = look(localMs);
    m_last = utc.ms;
    if (utc.doubt == Doubt::None) {
        m_cachedSlot = slot;
        m_cachedOffset = localMs - utc.ms;
    }
    return utc;
}

/// A day before and a day after tell both offsets that the clock time can have.
ZoneRule::Utc ZoneRule::look(std::int64_t localMs) const
{
    const std::int64_t before = offsetAt(localMs - dayMillis);
    const std::int64_t after = offsetAt(localMs + dayMillis);
    if (before == after)
        return {localMs - before};
    const std::int64_t early = localMs - before;
    const std::int64_t late = localMs - after;
    const bool isEarly = offsetAt(early) == before;
    const bool isLate = offsetAt(late) == after;
    if (isEarly && isLate)
        return {early > m_last || late <= m_last ? early : late, Doubt::Twice};
    if (isEarly || isLate)
        return {isEarly ? early : late};
    return {early, Doubt::Never};
}

} // namespace qd::exchange
