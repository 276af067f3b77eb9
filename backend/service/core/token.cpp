// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/token.h"

#include "backend/service/core/base62.h"

#include <algorithm>
#include <array>
#include <sodium.h>
#include <span>

namespace sessiond {
namespace {

constexpr std::string_view kPrefix = "qd_";
constexpr std::size_t kCheckLength = 6;

constexpr std::array<std::uint32_t, 256> makeCrcTable()
{
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value & 1) != 0 ? 0xEDB88320u ^ (value >> 1) : value >> 1;
        }
        table[i] = value;
    }
    return table;
}

constexpr std::array<std::uint32_t, 256> kCrcTable = makeCrcTable();

/// CRC-32 as zlib and Ethernet compute it.
std::uint32_t crc32(std::string_view text)
{
    std::uint32_t crc = 0xFFFFFFFFu;
    for (const char c : text) {
        crc = kCrcTable[(crc ^ static_cast<std::uint8_t>(c)) & 0xFF] ^ (crc >> 8);
    }
    return ~crc;
}

/// The last six digits of eleven hold any 32-bit number.
void writeCheck(std::string_view body, std::span<char, kCheckLength> out)
{
    std::array<char, 11> digits{};
    writeBase62(crc32(body), digits);
    std::copy(digits.end() - kCheckLength, digits.end(), out.begin());
}

} // namespace

std::string makeToken()
{
    std::array<std::uint8_t, 32> random{};
    randombytes_buf(random.data(), random.size());
    std::string token(kTokenLength, '0');
    std::copy(kPrefix.begin(), kPrefix.end(), token.begin());
    const std::span<char> text(token);
    writeBase62(random, text.subspan(kPrefix.size(), kTokenLength - kPrefix.size() - kCheckLength));
    writeCheck(std::string_view(token).substr(0, kTokenLength - kCheckLength), text.last<kCheckLength>());
    sodium_memzero(random.data(), random.size());
    return token;
}

bool digestOfToken(std::string_view token, Digest &digest) noexcept
{
    if (token.size() != kTokenLength || !token.starts_with(kPrefix)) {
        return false;
    }
    std::array<char, kCheckLength> check{};
    writeCheck(token.substr(0, kTokenLength - kCheckLength), check);
    if (token.substr(kTokenLength - kCheckLength) != std::string_view(check.data(), check.size())) {
        return false;
    }
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char *>(token.data()), token.size());
    return true;
}

bool equalInConstantTime(const Digest &a, const Digest &b) noexcept
{
    return sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace sessiond
