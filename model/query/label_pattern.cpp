// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/label_pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>

namespace qd::query {

namespace {

constexpr std::int64_t mostMemory = 1 << 20; // of a compiled pattern

re2::RE2::Options options(LabelPattern::Dot dot)
{
    re2::RE2::Options wanted;
    wanted.set_log_errors(false);
    wanted.set_dot_nl(dot == LabelPattern::Dot::Any);
    wanted.set_max_mem(mostMemory);
    return wanted;
}

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The name behind a dollar and how many characters it took, 0 when there is none.
std::pair<std::string_view, std::size_t> groupName(std::string_view text)
{
    const bool braced = text.starts_with('{');
    std::size_t end = braced ? 1 : 0;
    while (end < text.size() && isNameCharacter(text[end]))
        ++end;
    if (braced && (end == 1 || end >= text.size() || text[end] != '}'))
        return {{}, 0};
    return braced ? std::pair(text.substr(1, end - 1), end + 1) : std::pair(text.substr(0, end), end);
}

/// Behind the UTF-8 character at `at`.
std::size_t nextCharacter(std::string_view text, std::size_t at)
{
    constexpr auto isFollowing = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
    ++at;
    while (at < text.size() && isFollowing(text[at]))
        ++at;
    return at;
}

using Groups = std::vector<re2::StringPiece>;

/// The replacement with what its dollars name filled in.
std::string filledIn(const re2::RE2 &pattern, const Groups &groups, std::string_view replacement)
{
    std::string out;
    for (std::size_t at = 0; at < replacement.size() && out.size() <= longestMadeValue; ++at) {
        if (replacement[at] != '$') {
            out.push_back(replacement[at]);
            continue;
        }
        if (replacement.substr(at + 1).starts_with('$')) {
            out.push_back('$');
            ++at;
            continue;
        }
        const auto [name, length] = groupName(replacement.substr(at + 1));
        if (length == 0) {
            out.push_back('$');
            continue;
        }
        at += length;
        std::size_t index = groups.size();
        const auto [rest, problem] = std::from_chars(name.data(), name.data() + name.size(), index);
        if (problem != std::errc() || rest != name.data() + name.size()) {
            const auto &named = pattern.NamedCapturingGroups();
            const auto found = named.find(std::string(name));
            index = found == named.end() ? groups.size() : static_cast<std::size_t>(found->second);
        }
        if (index < groups.size())
            out.append(groups[index].data(), groups[index].size());
    }
    return out;
}

} // namespace

LabelPattern::LabelPattern(std::unique_ptr<re2::RE2> pattern)
    : m_pattern(std::move(pattern))
{}

LabelPattern::~LabelPattern() = default;

tl::expected<std::shared_ptr<const LabelPattern>, QString> LabelPattern::compile(const std::string &pattern,
                                                                                 Dot dot)
{
    auto compiled = std::make_unique<re2::RE2>(pattern, options(dot));
    if (!compiled->ok())
        return tl::unexpected(QString::fromStdString(compiled->error()));
    return std::shared_ptr<const LabelPattern>(new LabelPattern(std::move(compiled)));
}

bool LabelPattern::matches(std::string_view value) const
{
    return re2::RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *m_pattern);
}

std::optional<std::string> LabelPattern::expand(std::string_view value, std::string_view replacement) const
{
    Groups groups(static_cast<std::size_t>(m_pattern->NumberOfCapturingGroups()) + 1);
    if (!m_pattern->Match(re2::StringPiece(value.data(), value.size()), 0, value.size(), re2::RE2::ANCHOR_BOTH,
                          groups.data(), static_cast<int>(groups.size())))
        return std::nullopt;
    return filledIn(*m_pattern, groups, replacement);
}

bool LabelPattern::occursIn(std::string_view value) const
{
    return re2::RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), *m_pattern);
}

std::string LabelPattern::replaceAll(std::string_view value, std::string_view replacement) const
{
    const re2::StringPiece text(value.data(), value.size());
    Groups groups(static_cast<std::size_t>(m_pattern->NumberOfCapturingGroups()) + 1);
    std::string out;
    std::size_t copied = 0;
    std::size_t at = 0;
    while (at <= value.size() && out.size() <= longestMadeValue &&
           m_pattern->Match(text, at, value.size(), re2::RE2::UNANCHORED, groups.data(),
                            static_cast<int>(groups.size()))) {
        const auto begin = static_cast<std::size_t>(groups[0].data() - value.data());
        const std::size_t end = begin + groups[0].size();
        out.append(value.substr(copied, begin - copied));
        // Nothing between two matches, directly behind one, is no match of its own.
        if (end > copied || begin == 0)
            out.append(filledIn(*m_pattern, groups, replacement));
        copied = end;
        at = end > begin ? end : nextCharacter(value, end);
    }
    return out.append(value.substr(std::min(copied, value.size())));
}

} // namespace qd::query
