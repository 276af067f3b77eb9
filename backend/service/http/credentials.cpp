// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/credentials.h"

#include <sodium.h>

#include <algorithm>
#include <sstream>

namespace sessiond::http {
namespace {

constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-";

bool isName(std::string_view name)
{
    return !name.empty() && name.size() <= 64 && name.find_first_not_of(kNameCharacters) == std::string_view::npos;
}

bool isToken(std::string_view token)
{
    const auto visible = [](char c) { return c > ' ' && c < 0x7F; };
    return token.size() >= 32 && token.size() <= 256 && std::all_of(token.begin(), token.end(), visible);
}

std::vector<std::string_view> words(std::string_view line)
{
    std::vector<std::string_view> found;
    for (std::size_t at = 0; at < line.size();) {
        const auto start = line.find_first_not_of(" \t\r", at);
        if (start == std::string_view::npos) {
            break;
        }
        at = std::min(line.find_first_of(" \t\r", start), line.size());
        found.push_back(line.substr(start, at - start));
    }
    return found;
}

} // namespace

std::string_view bearerOf(std::string_view authorization)
{
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size() ||
        !equalsIgnoringCase(authorization.substr(0, scheme.size()), scheme)) {
        return {};
    }
    const auto start = authorization.find_first_not_of(' ', scheme.size());
    return start == std::string_view::npos ? std::string_view() : authorization.substr(start);
}

std::optional<Scope> parseScope(std::string_view text)
{
    for (const Scope scope : {Scope::Read, Scope::Operate, Scope::Admin}) {
        if (text == nameOf(scope)) {
            return scope;
        }
    }
    return std::nullopt;
}

std::string_view nameOf(Scope scope)
{
    switch (scope) {
    case Scope::Read:
        return "read";
    case Scope::Operate:
        return "operate";
    case Scope::Admin:
        return "admin";
    default:
        return "none";
    }
}

tl::expected<AdminTokens, std::string> AdminTokens::parse(std::string_view text)
{
    AdminTokens tokens;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto parts = words(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (parts.empty() || parts.front().starts_with('#')) {
            continue;
        }
        const bool alone = parts.size() == 1;
        const auto scope = alone ? std::optional(Scope::Admin) : parseScope(parts.size() == 3 ? parts[1] : "");
        if (!scope || (!alone && !isName(parts.front())) || !isToken(parts.back())) {
            return tl::unexpected("admin tokens: line " + std::to_string(number) +
                                  " is not `NAME read|operate|admin TOKEN` with a token of 32 to 256 characters");
        }
        tokens.m_entries.push_back(
            {{alone ? std::string("window") : std::string(parts.front()), *scope}, digestOf(parts.back())});
    }
    if (tokens.isEmpty()) {
        return tl::unexpected(std::string("admin tokens: there is none, and nobody could reach the admin plane"));
    }
    return tokens;
}

const AdminIdentity *AdminTokens::find(std::string_view token) const
{
    const Digest digest = digestOf(token);
    const AdminIdentity *found = nullptr;
    for (const Entry &entry : m_entries) {
        if (sodium_memcmp(entry.digest.data(), digest.data(), digest.size()) == 0) {
            found = &entry.identity;
        }
    }
    return found;
}

AdminTokens::Digest AdminTokens::digestOf(std::string_view token)
{
    Digest digest;
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char *>(token.data()), token.size());
    return digest;
}

} // namespace sessiond::http
