// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "model/base/time.h"
#include "model/base/units.h"
#include "model/session/duration_text.h"
#include "model/session/phrases.h"
#include "model/session/service_status.h"
#include "model/session/session.h"

#include <QtCore/QString>

namespace qd {

/// "14:03:20"
[[nodiscard]] QString clockWords(Timestamp at, units::Zone zone);
/// "2026-11-22 14:03:20 UTC".
[[nodiscard]] QString dateWords(Timestamp at, units::Zone zone);
/// "14:03:20" on the day of `reference`; else "yesterday 14:03:20", "2026-11-21 14:03:20".
[[nodiscard]] QString clockBeside(Timestamp at, Timestamp reference, units::Zone zone);
[[nodiscard]] QString stateWord(SessionState state);
/// Of the shape before that word: what stays after logout is what should not be there.
[[nodiscard]] Severity severityOf(SessionState state);
/// "retained after logout", "idle longer than 30 min, user alice".
[[nodiscard]] QString selectorWords(const PurgeSelector &selector);

} // namespace qd
