// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace sessiond {

/// This process's resident size in bytes, 0 when the system does not tell.
[[nodiscard]] std::uint64_t residentBytes();

} // namespace sessiond
