// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace qd::query {

/// What an alert's expression compares with a number, so that both can be drawn.
struct Threshold
{
    std::string compared; ///< an expression
    double limit = 0;
};

/// The first comparison with a constant, through `and`, `or`, `unless` and parentheses; nothing where there is
/// none, or where the text is no expression.
[[nodiscard]] std::optional<Threshold> thresholdIn(std::string_view text);

/// The one label of the limit's line, with the limit as its value.
inline constexpr auto limitLabel = "limit";

/// An expression whose graph has what is compared, and the limit as a line; the text itself where it compares with
/// no constant.
[[nodiscard]] std::string withThreshold(std::string_view text);

} // namespace qd::query
