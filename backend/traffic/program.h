// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/traffic/options.h"

namespace qd::traffic {

/// Runs a population to its end: the duration, SIGTERM or SIGINT, or the death of the parent. Writes the report in
/// each case. Exit codes: 0; 1 when no account could be used; 2 when the key file is unusable (said on stderr).
[[nodiscard]] int runProgram(const Options &options);

} // namespace qd::traffic
