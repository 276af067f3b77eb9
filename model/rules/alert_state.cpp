// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/alert_state.h"

#include <algorithm>

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
    : m_timing{holdFor, keepFiringFor}
    , m_limit(limit)
{}

AlertStep AlertState::evaluate(Timestamp at, std::vector<AlertElement> elements)
{
    std::ranges::sort(elements, {}, &AlertElement::labels);
    if (std::ranges::adjacent_find(elements, {}, &AlertElement::labels) != elements.end())
        return {{},
                Error{ErrorCode::Invalid, QStringLiteral("vector contains metrics with the same labelset after "
                                                         "applying alert labels; let a label tell them apart")}};
    AlertStep step;
    auto known = m_alerts.begin();
    const auto note = [&](Alert &alert, bool isGiven) {
        if (const auto change = m_timing.step(alert, at, isGiven))
            step.transitions.push_back({*change, at, alert});
    };
    // Both are in order of labels: one walk, in which no labels are looked up or copied but those of new alerts.
    for (AlertElement &element : elements) {
        for (; known != m_alerts.end() && known->first < element.labels; ++known)
            note(known->second, false);
        if (known == m_alerts.end() || known->first != element.labels)
            known = m_alerts.emplace_hint(known, element.labels, Alert{.phase = AlertPhase::Inactive});
        Alert &alert = known->second;
        if (!isActive(alert)) // one that is over begins anew
            alert = {std::move(element.labels), {}, 0, AlertPhase::Pending, at, {}, {}, {}};
        alert.annotations = std::move(element.annotations);
        alert.value = element.value;
        note(alert, true);
        ++known;
    }
    for (; known != m_alerts.end(); ++known)
        note(known->second, false);
    std::erase_if(m_alerts, [at](const auto &entry) { return isOver(entry.second, at); });
    const auto count = std::ranges::count_if(m_alerts, [](const auto &entry) { return isActive(entry.second); });
    if (m_limit > 0 && count > m_limit) {
        dropAll(at, step.transitions);
        step.error = Error{ErrorCode::TooLarge,
                           QStringLiteral("exceeded limit of %1 with %2 alerts").arg(m_limit).arg(count)};
    }
    return step;
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
    if (m_timing.holdFor < restartGrace)
        return;
    for (auto &[labels, alert] : m_alerts) {
        const auto last = isActive(alert) ? lastOf(labels) : std::nullopt;
        if (!last || now - last->at > outageTolerance)
            continue;
        const Millis remaining = m_timing.holdFor - (last->at - last->activeAt);
        if (remaining <= Millis(0)) // it was firing
            alert.activeAt = last->activeAt;
        else if (remaining < restartGrace)
            alert.activeAt = now + restartGrace - m_timing.holdFor;
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
