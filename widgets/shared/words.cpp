// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shared/words.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

namespace qd {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("words", text);
}

} // namespace

QString clockWords(Timestamp at, units::Zone zone)
{
    return units::clock(at, zone);
}

QString dateWords(Timestamp at, units::Zone zone)
{
    return units::dateClock(at, zone) + u' ' + units::zoneName(at, zone);
}

QString clockBeside(Timestamp at, Timestamp reference, units::Zone zone)
{
    const auto dayOf = [zone](Timestamp t) {
        return QDateTime::fromMSecsSinceEpoch(t.time_since_epoch().count(),
                                              zone == units::Zone::Utc ? Qt::UTC : Qt::LocalTime)
            .date();
    };
    switch (dayOf(at).daysTo(dayOf(reference))) {
    case 0:
        return units::clock(at, zone);
    case 1:
        return tr("yesterday %1").arg(units::clock(at, zone));
    default:
        return units::dateClock(at, zone);
    }
}

QString stateWord(SessionState state)
{
    switch (state) {
    case SessionState::Active:
        return tr("active");
    case SessionState::Expired:
        return tr("expired");
    case SessionState::Retained:
        return tr("retained");
    }
    return {};
}

Severity severityOf(SessionState state)
{
    switch (state) {
    case SessionState::Active:
        return Severity::Ok;
    case SessionState::Retained:
        return Severity::Critical;
    case SessionState::Expired:
        break;
    }
    return Severity::Unknown;
}

QString selectorWords(const PurgeSelector &selector)
{
    QStringList parts;
    switch (selector.state) {
    case PurgeSelector::State::Active:
        parts << tr("active");
        break;
    case PurgeSelector::State::Expired:
        parts << tr("expired");
        break;
    case PurgeSelector::State::Retained:
        parts << tr("retained after logout");
        break;
    case PurgeSelector::State::Any:
        break;
    }
    if (selector.idleLongerThan) {
        parts << tr("idle longer than %1").arg(roughDuration(*selector.idleLongerThan));
    }
    if (selector.olderThan) {
        parts << tr("older than %1").arg(roughDuration(*selector.olderThan));
    }
    if (!selector.user.isEmpty()) {
        parts << tr("user %1").arg(selector.user);
    }
    if (!selector.address.isEmpty()) {
        parts << tr("address %1").arg(selector.address);
    }
    return parts.isEmpty() ? tr("every session") : parts.join(QStringLiteral(", "));
}

} // namespace qd
