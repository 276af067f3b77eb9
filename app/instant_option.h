// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/base/time.h"

#include <string>

namespace qd {

/// An instant as the command line has it: seconds since 1970, or as parseInstant() reads it, in UTC and relative
/// to the end of what is recorded. Invalid in words.
[[nodiscard]] Result<Timestamp> instantOption(const std::string &text, TimeRange recorded);

} // namespace qd
