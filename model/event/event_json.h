// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/event/event.h"

namespace qd {

/// An event as one JSON object, as recordings and exports carry it (docs/recording-format.md, "Events"). Times are
/// milliseconds since the epoch; what is empty or 0 is left out.
[[nodiscard]] QJsonObject toJson(const Event &event);
/// Unknown members are ignored. Invalid when `at`, `origin` or `kind` is missing or of another type.
[[nodiscard]] Result<Event> eventFromJson(const QJsonObject &json);

} // namespace qd
