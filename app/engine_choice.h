// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "backend/engine/engine_config.h"

namespace qd {

/// What an engine is to watch, from what was chosen on the command line or in the window.
[[nodiscard]] EngineConfig configFor(const TargetChoice &target, const ServiceChoice &service);
/// Invalid: the address of an attached service is none.
[[nodiscard]] Result<void> checkTarget(const TargetChoice &target);

} // namespace qd
