// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/http/routes.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace sessiond::http {

/// The token of `Authorization: Bearer TOKEN` (RFC 6750, 2.1); empty for another scheme or none.
[[nodiscard]] std::string_view bearerOf(std::string_view authorization);

[[nodiscard]] std::optional<Scope> parseScope(std::string_view text);
[[nodiscard]] std::string_view nameOf(Scope scope);

struct AdminIdentity
{
    std::string name;
    Scope scope = Scope::None;
};

/// The tokens of the admin plane. Only their SHA-256 is kept.
///
/// Text form, one a line: `NAME SCOPE TOKEN`, separated by blanks; scope is read, operate or admin; empty lines
/// and lines that begin with # are skipped. Names are [A-Za-z0-9._@-]{1,64}, tokens 32 to 256 visible characters.
class AdminTokens
{
public:
    /// A line with a token alone is that of the window: name "window", scope admin. Errors name the line, never
    /// the token.
    [[nodiscard]] static tl::expected<AdminTokens, std::string> parse(std::string_view text);

    /// Compares in constant time for each entry. Null when no entry has this token.
    [[nodiscard]] const AdminIdentity *find(std::string_view token) const;
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }

private:
    using Digest = std::array<unsigned char, 32>;
    struct Entry
    {
        AdminIdentity identity;
        Digest digest;
    };
    static Digest digestOf(std::string_view token);

    std::vector<Entry> m_entries;
};

/// Reads tokens from a file only its owner may read (mode 0600 or stricter).
[[nodiscard]] tl::expected<AdminTokens, std::string> readTokenFile(const std::string &path);

/// Reads them from an inherited descriptor up to its end or the first line end, and closes it. What was read is
/// wiped.
[[nodiscard]] tl::expected<AdminTokens, std::string> readTokenDescriptor(int descriptor);

/// `sessiond token reset NAME`: puts a fresh token for NAME into the file, which is made when absent, and keeps
/// all other lines. Written beside and renamed, so that a crash leaves the old file. Returns an error or nothing.
[[nodiscard]] std::string resetTokenInFile(const std::string &path, const std::string &name, Scope scope);

} // namespace sessiond::http
