// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sessiond {

/// SHA-256 of a token's text: all that is kept of it.
using Digest = std::array<std::uint8_t, 32>;

/// `qd_`, 43 base62 characters that hold 256 random bits, and the CRC-32 of what is before it as 6 more. The check
/// lets a mistyped or cut token be refused without a look-up, and lets secret scanners recognise one.
inline constexpr std::size_t kTokenLength = 3 + 43 + 6;

/// A new token from the system's random source.
[[nodiscard]] std::string makeToken();

/// False for a text that is not shaped like a token; else its digest. Does not allocate.
[[nodiscard]] bool digestOfToken(std::string_view token, Digest &digest) noexcept;

/// Whether two digests are equal, in a time that does not depend on where they differ.
[[nodiscard]] bool equalInConstantTime(const Digest &a, const Digest &b) noexcept;

} // namespace sessiond
