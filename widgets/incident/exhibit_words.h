// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/incident/incident.h"

namespace qd {

/// "Memory, 14:00:00 to 14:20:00", "Alert SessionsRetained, instance=a", "Query sum(rate(…))", "Event: Purged
/// 9,097 sessions": one line, harmless.
[[nodiscard]] QString exhibitWords(const incident::Exhibit &exhibit, units::Zone zone);

} // namespace qd
