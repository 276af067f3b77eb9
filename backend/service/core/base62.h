// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sessiond {

/// A 64-bit number as 11 characters of 0-9A-Za-z, most significant first.
void writeBase62(std::uint64_t value, std::span<char, 11> out);

/// Reads exactly what writeBase62() writes; nothing for other characters, lengths or values past 64 bits.
[[nodiscard]] std::optional<std::uint64_t> readBase62(std::string_view text);

/// The same digits for a number of any size, `out.size()` of them. `bytes` is used up.
void writeBase62(std::span<std::uint8_t> bytes, std::span<char> out);

} // namespace sessiond
