// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/password.h"

#include "backend/protocol/names.h"
#include "backend/service/core/common_passwords.h"
#include "backend/service/core/utf8.h"

#include <algorithm>
#include <array>
#include <sodium.h>
#include <span>

namespace sessiond {
namespace {

// Not the PHC form of anything: nobody may take these for hashes that protect a password.
constexpr std::string_view kInsecurePrefix = "$insecure$";
constexpr std::size_t kSaltBytes = crypto_generichash_KEYBYTES_MIN;
constexpr std::size_t kHashBytes = crypto_generichash_BYTES;

std::string toHex(std::span<const unsigned char> bytes)
{
    std::string text(bytes.size() * 2 + 1, '0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();
    return text;
}

std::string insecureHash(std::string_view password, std::span<const unsigned char, kSaltBytes> salt)
{
    std::array<unsigned char, kHashBytes> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char *>(password.data()),
                       password.size(), salt.data(), salt.size());
    return std::string(kInsecurePrefix) + toHex(salt) + '$' + toHex(hash);
}

bool matchesInsecure(std::string_view password, const std::string &hash)
{
    std::array<unsigned char, kSaltBytes> salt{};
    std::size_t size = 0;
    const std::string_view hex = std::string_view(hash).substr(kInsecurePrefix.size());
    if (hex.size() < kSaltBytes * 2 ||
        sodium_hex2bin(salt.data(), salt.size(), hex.data(), kSaltBytes * 2, nullptr, &size, nullptr) != 0) {
        return false;
    }
    const std::string expected = insecureHash(password, salt);
    return expected.size() == hash.size() && sodium_memcmp(expected.data(), hash.data(), hash.size()) == 0;
}

} // namespace

PasswordHasher::PasswordHasher(const ServiceConfig &config)
    : m_insecure(config.insecureHashing)
    , m_memory(config.argon2Memory)
    , m_passes(config.argon2Passes)
{
    std::array<unsigned char, 32> random{};
    randombytes_buf(random.data(), random.size());
    m_dummy = hash(toHex(random)).value_or(std::string());
}

Outcome<std::string> PasswordHasher::hash(std::string_view password) const
{
    if (m_insecure) {
        std::array<unsigned char, kSaltBytes> salt{};
        randombytes_buf(salt.data(), salt.size());
        return insecureHash(password, salt);
    }
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), m_passes, m_memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return failure(Failure::Busy, "no memory to hash a password", std::chrono::seconds(1));
    }
    return std::string(text.data());
}

bool PasswordHasher::matches(std::string_view password, const std::string &hash) const
{
    return hash.starts_with(kInsecurePrefix)
               ? matchesInsecure(password, hash)
               : crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

Outcome<Unit> checkNewPassword(std::string_view password)
{
    const auto length = countCharacters(password);
    if (!length) {
        return failure(Failure::Invalid, "a password is text in UTF-8");
    }
    if (*length < qd::protocol::kMinPasswordLength || *length > qd::protocol::kMaxPasswordLength) {
        return failure(Failure::Invalid, "a password has 8 to 256 characters");
    }
    if (isCommonPassword(password)) {
        return failure(Failure::Invalid, "this password is among the commonest; choose another");
    }
    return Unit{};
}

bool isUserName(std::string_view name)
{
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '_' || c == '@' || c == '-';
    };
    return !name.empty() && name.size() <= qd::protocol::kMaxUserNameLength &&
           std::all_of(name.begin(), name.end(), allowed);
}

void wipe(std::string &secret)
{
    sodium_memzero(secret.data(), secret.size());
    secret.clear();
}

} // namespace sessiond
