// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/drill_options.h"
#include "app/settings.h"

#include <functional>

namespace qd {

/// A drill in a window, worked by whoever sits before it, with the service, the history and the clock of the
/// drill. Needs a QApplication, and returns when the window was closed: the exit code as of runDrill(). Who stops
/// watching ends the drill and sees how it went; its recording is then open.
/// `applyScheme`: called when somebody chooses one, which is not remembered.
[[nodiscard]] int runDrillWindow(const DrillCommand &command,
                                 const std::function<void(SchemeChoice)> &applyScheme);

} // namespace qd
