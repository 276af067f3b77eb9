// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <tl/expected.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace qd::query {

/// Longest label value that an expression may make. What puts values together stops a little beyond it: doubled
/// twenty times over, a value fills a machine.
inline constexpr std::size_t longestMadeValue = 64 * 1024;

/// A regular expression of the query language: RE2, as Go's, matched against a whole value, a dot for any
/// character. Takes time in proportion to the value whatever the pattern is. Any thread.
class LabelPattern
{
public:
    /// Whether a dot stands for a line's end too: in the query language it does, in Go by itself it does not.
    enum class Dot { Any, NoNewline };

    /// An error in words when it is no pattern, or one too large.
    [[nodiscard]] static tl::expected<std::shared_ptr<const LabelPattern>, QString>
    compile(const std::string &pattern, Dot dot = Dot::Any);
    ~LabelPattern();

    [[nodiscard]] bool matches(std::string_view value) const;
    /// `replacement` with $1, ${name} and $$ filled in from the match, as Go's Regexp.Expand; nothing without one.
    /// Longer than longestMadeValue: it was broken off.
    [[nodiscard]] std::optional<std::string> expand(std::string_view value, std::string_view replacement) const;

    /// Whether it matches anywhere in the value.
    [[nodiscard]] bool occursIn(std::string_view value) const;
    /// The value with each match replaced, as Go's Regexp.ReplaceAllString does; broken off as above.
    [[nodiscard]] std::string replaceAll(std::string_view value, std::string_view replacement) const;

private:
    explicit LabelPattern(std::unique_ptr<re2::RE2> pattern);
    std::unique_ptr<re2::RE2> m_pattern;
};

} // namespace qd::query
