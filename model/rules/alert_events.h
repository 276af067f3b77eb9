// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/rules/rule_engine.h"

#include <map>

namespace qd::rules {

/// What the event log is told of a transition: AlertPending, AlertFiring or AlertResolved (with `withdrawn` in its
/// body where it never fired), with the rule's name as subject and labels, severity, value, summary, the rule's place
/// and, in an object of their own, its annotations in its body. Nothing for changes that are none to an operator,
/// and for rules of severity "none", which fire always (Watchdog).
[[nodiscard]] std::optional<Event> eventOf(const AlertTransition &transition, const RuleStatus &rule);

/// The annotations an event of an alert carries. Older logs and recordings have them among the other members of the
/// body: of those the ones that were read then.
[[nodiscard]] QJsonObject annotationsOf(const Event &event);

/// Names one alert in the log: its name and its labels in one text.
[[nodiscard]] QString identityOf(const Labels &labels);
[[nodiscard]] QString identityOf(const Event &event);

/// Alerts that fired and, as far as the log knows, have not resolved at its end: the event that says so, by
/// identity.
[[nodiscard]] std::map<QString, Event> openAlerts(const EventSnapshot &events);

} // namespace qd::rules
