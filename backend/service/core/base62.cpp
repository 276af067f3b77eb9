// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/base62.h"

namespace sessiond {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

int valueOf(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'A' && c <= 'Z') {
        return c - 'A' + 10;
    }
    return c >= 'a' && c <= 'z' ? c - 'a' + 36 : -1;
}

} // namespace

void writeBase62(std::uint64_t value, std::span<char, 11> out)
{
    for (std::size_t i = out.size(); i-- > 0; value /= 62) {
        out[i] = kDigits[value % 62];
    }
}

std::optional<std::uint64_t> readBase62(std::string_view text)
{
    if (text.size() != 11) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (const char c : text) {
        const int digit = valueOf(c);
        if (digit < 0 || __builtin_mul_overflow(value, 62u, &value) ||
            __builtin_add_overflow(value, static_cast<unsigned>(digit), &value)) {
            return std::nullopt;
        }
    }
    return value;
}

void writeBase62(std::span<std::uint8_t> bytes, std::span<char> out)
{
    for (std::size_t i = out.size(); i-- > 0;) {
        unsigned remainder = 0;
        for (std::uint8_t &byte : bytes) {
            const unsigned part = remainder * 256 + byte;
            byte = static_cast<std::uint8_t>(part / 62);
            remainder = part % 62;
        }
        out[i] = kDigits[remainder];
    }
}

} // namespace sessiond
