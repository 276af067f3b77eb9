// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace sessiond {

/// 22 base62 characters from the system's random source, for previews and purges.
[[nodiscard]] std::string randomId();

} // namespace sessiond
