// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <sodium.h>
#include <string_view>

namespace sessiond {

/// The checksum of stored rows: SipHash-2-4 under a fixed key. It finds damage; it is no defence against an
/// editor.
[[nodiscard]] inline std::uint64_t sumOf(std::string_view bytes)
{
    constexpr std::array<unsigned char, crypto_shorthash_KEYBYTES> key{};
    std::array<unsigned char, crypto_shorthash_BYTES> out{};
    crypto_shorthash(out.data(), reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), key.data());
    std::uint64_t sum = 0;
    std::memcpy(&sum, out.data(), sizeof sum);
    return sum;
}

} // namespace sessiond
