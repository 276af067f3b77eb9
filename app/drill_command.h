// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/drill_options.h"
#include "backend/drill/drill_order.h"

namespace qd {

/// As it was written; `speed` and `by` where that says nothing.
[[nodiscard]] DrillOrder orderOf(const DrillCommand &command, double speed, const QString &by = {});

/// Runs a drill without a window and prints what happens, a line each, and the score. Needs a QCoreApplication.
/// Returns an exit code: `failed` where it could not begin, `lossy` where something of it was not kept; how well
/// it went is no matter of it. An interrupt ends it early, with the score of what was done.
[[nodiscard]] int runDrill(const DrillCommand &command);

} // namespace qd
