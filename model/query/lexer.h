// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/query_error.h"

#include <string>
#include <string_view>
#include <vector>

namespace qd::query {

enum class TokenKind {
    End,
    Identifier, ///< a name, keywords and operators in letters included; colons only in metric names
    Number,     ///< 12.5e3, 0x1f, Inf, NaN
    Duration,   ///< 1h30m
    String,     ///< unquoted and unescaped in `text`
    Symbol,     ///< operators and brackets, in `text`
};

struct Token
{
    TokenKind kind = TokenKind::End;
    std::string text;
    std::size_t begin = 0; ///< byte in the expression
    std::size_t end = 0;
    double number = 0; ///< of numbers; of durations in seconds
};

/// The words of an expression, the last of them End. Comments are left out. Literals as in Go and Prometheus:
/// strings in double or single quotes with escapes, or raw in backticks; durations of y w d h m s ms, largest
/// first, each once.
[[nodiscard]] QueryResult<std::vector<Token>> tokensOf(std::string_view text);

} // namespace qd::query
