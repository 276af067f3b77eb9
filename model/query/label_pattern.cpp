// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/label_pattern.h"

#include <re2/re2.h>

#include <charconv>

namespace qd::query {

namespace {

constexpr std::int64_t mostMemory = 1 << 20; // of a compiled pattern

re2::RE2::Options options()
{
    re2::RE2::Options wanted;
    wanted.set_log_errors(false);
    wanted.set_dot_nl(true);
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

} // namespace

LabelPattern::LabelPattern(std::unique_ptr<re2::RE2> pattern)
    : m_pattern(std::move(pattern))
{}

LabelPattern::~LabelPattern() = default;

tl::expected<std::shared_ptr<const LabelPattern>, QString> LabelPattern::compile(const std::string &pattern)
{
    auto compiled = std::make_unique<re2::RE2>(pattern, options());
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
    std::vector<re2::StringPiece> groups(static_cast<std::size_t>(m_pattern->NumberOfCapturingGroups()) + 1);
    if (!m_pattern->Match(re2::StringPiece(value.data(), value.size()), 0, value.size(), re2::RE2::ANCHOR_BOTH,
                          groups.data(), static_cast<int>(groups.size())))
        return std::nullopt;
    std::string out;
    for (std::size_t at = 0; at < replacement.size(); ++at) {
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
            const auto &named = m_pattern->NamedCapturingGroups();
            const auto found = named.find(std::string(name));
            index = found == named.end() ? groups.size() : static_cast<std::size_t>(found->second);
        }
        if (index < groups.size())
            out.append(groups[index].data(), groups[index].size());
    }
    return out;
}

} // namespace qd::query
