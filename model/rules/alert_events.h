// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/rules/rule_engine.h"

#include <map>

namespace qd::rules {

/// What the event log is told of a transition: AlertPending, AlertFiring or AlertResolved (with `withdrawn` in its
/// body where it never fired), with the rule's name as subject and labels, severity, value, summary, the rule's
/// place and, in an object of their own, its annotations in its body. Nothing for changes that are none to an
/// operator, and for rules of severity "none", which fire always (Watchdog).
[[nodiscard]] std::optional<Event> eventOf(const AlertTransition &transition, const RuleStatus &rule);

/// Whether an event that eventOf() gave is of this rule, as far as it can be told.
[[nodiscard]] bool isOfRule(const Event &event, const RuleStatus &rule);
/// An event AlertResolved of the same alert, to be written now.
[[nodiscard]] Event endOf(const Event &alert);

/// The annotations an event of an alert carries. Older logs and recordings have them among the other members of
/// the body: of those the ones that were read then.
[[nodiscard]] QJsonObject annotationsOf(const Event &event);

/// {"name": "value", …}: labels, annotations.
[[nodiscard]] QJsonObject jsonOf(std::span<const std::pair<std::string, std::string>> texts);

/// Names one alert in the log: its name and its labels in one text.
[[nodiscard]] QString identityOf(const Labels &labels);
[[nodiscard]] QString identityOf(const Event &event);

/// An event AlertResolved of an alert that nobody knows about any more: it fired, and its series are gone because
/// nothing can be scraped. Another one follows when it has been judged on data again.
void markUnknown(Event &resolved);
[[nodiscard]] bool isUnknown(const Event &event);

/// How the log leaves alerts at its end: the event that says so, by identity.
struct OpenAlerts
{
    std::map<QString, Event> firing;  ///< fired, and not resolved
    std::map<QString, Event> unknown; ///< see markUnknown()
};
[[nodiscard]] OpenAlerts openAlerts(const EventSnapshot &events);

} // namespace qd::rules
