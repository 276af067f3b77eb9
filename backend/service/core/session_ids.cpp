// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/session_ids.h"

#include "backend/service/core/base62.h"

#include <cstring>
#include <sodium.h>
#include <span>

namespace sessiond {
namespace {
constexpr std::size_t kRounds = 4;
}

std::uint64_t SessionIds::round(std::size_t index, std::uint64_t half) const noexcept
{
    std::array<unsigned char, 8> in{};
    std::array<unsigned char, crypto_shorthash_BYTES> out{};
    std::memcpy(in.data(), &half, sizeof half);
    crypto_shorthash(out.data(), in.data(), in.size(), m_key.data() + index * crypto_shorthash_KEYBYTES);
    std::uint64_t value = 0;
    std::memcpy(&value, out.data(), sizeof value);
    return value;
}

SessionIdText SessionIds::textOf(std::uint64_t serial) const noexcept
{
    std::uint64_t left = serial;
    std::uint64_t right = 0;
    for (std::size_t i = 0; i < kRounds; i += 2) {
        right ^= round(i, left);
        left ^= round(i + 1, right);
    }
    SessionIdText text{};
    const std::span<char, 22> all(text);
    writeBase62(left, all.first<11>());
    writeBase62(right, all.last<11>());
    return text;
}

std::optional<std::uint64_t> SessionIds::serialOf(std::string_view text) const noexcept
{
    if (text.size() != std::tuple_size_v<SessionIdText>) {
        return std::nullopt;
    }
    const auto first = readBase62(text.substr(0, 11));
    const auto second = readBase62(text.substr(11));
    if (!first || !second) {
        return std::nullopt;
    }
    std::uint64_t left = *first;
    std::uint64_t right = *second;
    for (std::size_t i = kRounds; i > 0; i -= 2) {
        left ^= round(i - 1, right);
        right ^= round(i - 2, left);
    }
    return right == 0 ? std::optional(left) : std::nullopt;
}

} // namespace sessiond
