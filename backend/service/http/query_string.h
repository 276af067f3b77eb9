// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sessiond::http {

/// Undoes %XX (RFC 3986, 2.1), and + where `plusIsSpace` (forms). Nothing for a broken escape or an encoded NUL.
[[nodiscard]] std::optional<std::string> percentDecoded(std::string_view text, bool plusIsSpace = false);

/// The parameters of a query or a form, decoded, in order. Nothing when one is broken, unnamed or given twice.
using Parameters = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] std::optional<Parameters> parseParameters(std::string_view query);

/// Decimal digits only.
[[nodiscard]] std::optional<std::uint64_t> parseNumber(std::string_view text);

} // namespace sessiond::http
