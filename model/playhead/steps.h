// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"

#include <functional>
#include <optional>

namespace qd {

enum class Direction { Back, On };

/// The instant of the nearest row of any group strictly before or after `from`; nullopt when there is none.
[[nodiscard]] std::optional<Timestamp> nextSampleAt(const SeriesSnapshot &series, Timestamp from,
                                                    Direction direction);

/// The nearest event strictly before or after `from` that `counts`; null when there is none. Lives as long as
/// `events`.
[[nodiscard]] const Event *nextEvent(const EventSnapshot &events, Timestamp from, Direction direction,
                                     const std::function<bool(const Event &)> &counts);

/// Alerts that begin: what A and Shift+A step through.
[[nodiscard]] bool isAlertEvent(const Event &event);

} // namespace qd
