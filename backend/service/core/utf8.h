// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace sessiond {

/// How many characters (code points) a text has. Nothing when it is not UTF-8 as RFC 3629 has it: overlong forms,
/// surrogates and what lies beyond U+10FFFF are not.
[[nodiscard]] std::optional<std::size_t> countCharacters(std::string_view text);

/// True for UTF-8 without control characters (C0, DEL, C1), line and paragraph separators, turns of the writing
/// direction (U+202A to U+202E, U+2066 to U+2069) and U+200B: what may stand in a log or an audit, where an escape
/// sequence would reach somebody's terminal, a line end would forge a line, and a turn would show another text.
[[nodiscard]] bool isOneLine(std::string_view text);

} // namespace sessiond
