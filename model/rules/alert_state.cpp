// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/alert_state.h"

#include <algorithm>
#include <set>

namespace qd::rules {

namespace {

bool isActive(const Alert &alert)
{
    return alert.phase != AlertPhase::Inactive;
}

/// Whether it is forgotten: pending ones leave no trace, resolved ones one for a while.
bool isOver(const Alert &alert, Timestamp at)
{
    return !isActive(alert) &&
           (!alert.firedAt || (alert.resolvedAt && at - *alert.resolvedAt > AlertState::resolvedRetention));
}

} // namespace

std::string_view nameOf(AlertPhase phase)
{
    switch (phase) {
    case AlertPhase::Inactive:
        return "inactive";
    case AlertPhase::Pending:
        return "pending";
    case AlertPhase::Firing:
        return "firing";
    }
    return {};
}

AlertState::AlertState(Millis holdFor, Millis keepFiringFor, int limit)
    : m_holdFor(holdFor)
    , m_keepFiringFor(keepFiringFor)
    , m_limit(limit)
{}

AlertStep AlertState::evaluate(Timestamp at, std::vector<AlertElement> elements)
{
    std::set<Labels> given;
    for (const AlertElement &element : elements) {
        if (!given.insert(element.labels).second)
            return {
                {},
                Error{ErrorCode::Invalid, QStringLiteral("vector contains metrics with the same labelset after "
                                                         "applying alert labels; let a label tell them apart")}};
    }
    AlertStep step;
    for (AlertElement &element : elements) {
        Alert &alert = m_alerts[element.labels];
        // An alert that is over begins anew; one that was just made has no labels yet.
        if (!isActive(alert) || alert.labels.isEmpty())
            alert = {std::move(element.labels), {}, 0, AlertPhase::Pending, at, {}, {}, {}};
        alert.annotations = std::move(element.annotations);
        alert.value = element.value;
    }
    for (auto &[labels, alert] : m_alerts)
        settle(at, alert, given.contains(labels), step.transitions);
    std::erase_if(m_alerts, [at](const auto &entry) { return isOver(entry.second, at); });
    const auto count = std::ranges::count_if(m_alerts, [](const auto &entry) { return isActive(entry.second); });
    if (m_limit > 0 && count > m_limit) {
        dropAll(at, step.transitions);
        step.error = Error{ErrorCode::TooLarge,
                           QStringLiteral("exceeded limit of %1 with %2 alerts").arg(m_limit).arg(count)};
    }
    return step;
}

void AlertState::settle(Timestamp at, Alert &alert, bool isGiven, std::vector<AlertTransition> &changes) const
{
    if (!isGiven) {
        end(at, alert, changes);
        return;
    }
    if (alert.keptSince) {
        alert.keptSince.reset();
        changes.push_back({AlertChange::Returned, at, alert});
    }
    if (alert.phase != AlertPhase::Pending)
        return;
    const bool isNew = alert.activeAt == at;
    if (at - alert.activeAt >= m_holdFor) {
        alert.phase = AlertPhase::Firing;
        alert.firedAt = at;
        changes.push_back({AlertChange::Fired, at, alert});
    } else if (isNew) {
        changes.push_back({AlertChange::Pending, at, alert});
    }
}

/// The element of the alert is gone.
void AlertState::end(Timestamp at, Alert &alert, std::vector<AlertTransition> &changes) const
{
    if (!isActive(alert))
        return;
    if (alert.phase == AlertPhase::Firing && m_keepFiringFor > Millis(0)) {
        const bool isNew = !alert.keptSince;
        alert.keptSince = alert.keptSince.value_or(at);
        if (at - *alert.keptSince < m_keepFiringFor) {
            if (isNew)
                changes.push_back({AlertChange::Kept, at, alert});
            return;
        }
    }
    const bool fired = alert.phase == AlertPhase::Firing;
    alert.phase = AlertPhase::Inactive;
    alert.resolvedAt = at;
    changes.push_back({fired ? AlertChange::Resolved : AlertChange::Withdrawn, at, alert});
}

void AlertState::dropAll(Timestamp at, std::vector<AlertTransition> &changes)
{
    std::erase_if(changes, [](const AlertTransition &change) { return isActive(change.alert); });
    for (auto &[labels, alert] : m_alerts) {
        if (isActive(alert) && alert.activeAt != at) // nobody was told of those that are new
            changes.push_back({AlertChange::Dropped, at, alert});
    }
    m_alerts.clear();
}

void AlertState::restore(Timestamp now, const std::function<std::optional<ForStateSample>(const Labels &)> &lastOf)
{
    if (m_holdFor < restartGrace)
        return;
    for (auto &[labels, alert] : m_alerts) {
        const auto last = isActive(alert) ? lastOf(labels) : std::nullopt;
        if (!last || now - last->at > outageTolerance)
            continue;
        const Millis remaining = m_holdFor - (last->at - last->activeAt);
        if (remaining <= Millis(0)) // it was firing
            alert.activeAt = last->activeAt;
        else if (remaining < restartGrace)
            alert.activeAt = now + restartGrace - m_holdFor;
        else // the time in between counts for nothing
            alert.activeAt = last->activeAt + (now - last->at);
    }
}

void AlertState::resume(std::vector<Alert> alerts)
{
    for (Alert &alert : alerts) {
        Labels labels = alert.labels;
        m_alerts.insert_or_assign(std::move(labels), std::move(alert));
    }
}

std::vector<Alert> AlertState::alerts() const
{
    std::vector<Alert> all;
    for (const auto &[labels, alert] : m_alerts)
        all.push_back(alert);
    return all;
}

std::vector<Alert> AlertState::active() const
{
    std::vector<Alert> all = alerts();
    std::erase_if(all, [](const Alert &alert) { return !isActive(alert); });
    return all;
}

} // namespace qd::rules
