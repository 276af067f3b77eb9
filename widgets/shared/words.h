// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "model/base/time.h"
#include "model/session/duration_text.h"
#include "model/session/phrases.h"
#include "model/session/session.h"

#include <QtCore/QString>

namespace qd {

/// "14:03:20", in UTC or the local zone.
[[nodiscard]] QString clockWords(Timestamp at, bool utc);
/// "2026-11-22 14:03:20 UTC".
[[nodiscard]] QString dateWords(Timestamp at, bool utc);
[[nodiscard]] QString stateWord(SessionState state);
/// "retained after logout", "idle longer than 30 min, user alice".
[[nodiscard]] QString selectorWords(const PurgeSelector &selector);

} // namespace qd
