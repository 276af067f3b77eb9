// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

namespace qd {

/// Watches without a window until the process is told to end: scrapes, records, judges rules, tells of alerts, and
/// prints what happens, a line an event. Needs a QCoreApplication. Returns an exit code: `failed` where it could
/// not begin, which is said.
[[nodiscard]] int runWatch(const TargetChoice &target, const ServiceChoice &service);

} // namespace qd
