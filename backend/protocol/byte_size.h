// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/protocol/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace qd::protocol {

/// Reads a size in bytes such as `256MiB`, `64KiB`, `2GiB`, `19MB` or `4096`. Units: none or B, KiB MiB GiB TiB
/// (powers of 1,024), kB MB GB TB (powers of 1,000). Whole numbers only; at most 2^63 - 1 bytes.
[[nodiscard]] Result<std::uint64_t> parseByteSize(std::string_view text);

/// The largest binary unit that divides the value exactly, e.g. 268435456 → `256MiB`, 1000 → `1000`.
[[nodiscard]] std::string formatByteSize(std::uint64_t bytes);

} // namespace qd::protocol
