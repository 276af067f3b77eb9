// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/alert_timing.h"

namespace qd::rules {

std::optional<AlertChange> AlertTiming::step(Alert &alert, Timestamp at, bool isGiven) const
{
    if (!isGiven)
        return end(alert, at);
    if (alert.keptSince) {
        alert.keptSince.reset();
        return AlertChange::Returned;
    }
    if (alert.phase != AlertPhase::Pending)
        return std::nullopt;
    if (at - alert.activeAt >= holdFor) {
        alert.phase = AlertPhase::Firing;
        alert.firedAt = at;
        return AlertChange::Fired;
    }
    const bool isNew = alert.activeAt == at;
    return isNew ? std::optional(AlertChange::Pending) : std::nullopt;
}

/// The element of the alert is gone.
std::optional<AlertChange> AlertTiming::end(Alert &alert, Timestamp at) const
{
    if (alert.phase == AlertPhase::Inactive)
        return std::nullopt;
    if (alert.phase == AlertPhase::Firing && keepFiringFor > Millis(0)) {
        const bool isNew = !alert.keptSince;
        alert.keptSince = alert.keptSince.value_or(at);
        if (at - *alert.keptSince < keepFiringFor)
            return isNew ? std::optional(AlertChange::Kept) : std::nullopt;
    }
    const bool fired = alert.phase == AlertPhase::Firing;
    alert.phase = AlertPhase::Inactive;
    alert.resolvedAt = at;
    return fired ? AlertChange::Resolved : AlertChange::Withdrawn;
}

std::optional<Timestamp> AlertTiming::nextChange(const Alert &alert) const
{
    if (alert.keptSince)
        return *alert.keptSince + keepFiringFor;
    return alert.phase == AlertPhase::Pending ? std::optional(alert.activeAt + holdFor) : std::nullopt;
}

} // namespace qd::rules
