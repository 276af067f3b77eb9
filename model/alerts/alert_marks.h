// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/alerts/silence.h"
#include "model/event/event.h"

#include <optional>

/// What people do to alerts, as entries of the event log: flags on an alert, and never a state of their own.
namespace qd::alerts {

/// Somebody looks after an alert; holds until it resolves. `alert` is any event of it.
[[nodiscard]] Event acknowledgementOf(const Event &alert, const QString &comment);
/// Nobody did in time.
[[nodiscard]] Event escalationOf(const Event &alert, Millis after);

/// A silence from `from` to `until`; its id is the correlation the log gives it.
[[nodiscard]] Event silenceOf(const AlertMatchers &matchers, Timestamp from, Timestamp until,
                              const QString &comment);
/// Before its time.
[[nodiscard]] Event endOfSilence(const QString &id, const QString &comment);
/// None where the event is no silence, or one without an id, or whose matchers cannot be read.
[[nodiscard]] std::optional<Silence> silenceFrom(const Event &event);

/// The labels an event of an alert carries.
[[nodiscard]] Labels labelsOf(const Event &alert);

} // namespace qd::alerts
