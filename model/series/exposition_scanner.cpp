// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/exposition_scanner.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace qd::exposition {

namespace {

enum CharClass : std::uint8_t { Letter = 1, Digit = 2, Colon = 4 };

constexpr std::array<std::uint8_t, 256> classes = [] {
    std::array<std::uint8_t, 256> table{};
    for (int c = 'a'; c <= 'z'; ++c)
        table[static_cast<std::size_t>(c)] = table[static_cast<std::size_t>(c - 'a' + 'A')] = Letter;
    for (int c = '0'; c <= '9'; ++c)
        table[static_cast<std::size_t>(c)] = Digit;
    table['_'] = Letter;
    table[':'] = Colon;
    return table;
}();

bool is(char c, int wanted)
{
    return (classes[static_cast<unsigned char>(c)] & wanted) != 0;
}

std::string_view nameOf(const char *&at, const char *end, int extra)
{
    const char *begin = at;
    if (at == end || !is(*at, Letter | extra))
        return {};
    while (at != end && is(*at, Letter | Digit | extra))
        ++at;
    return {begin, static_cast<std::size_t>(at - begin)};
}

bool equalsNoCase(std::string_view text, std::string_view lower)
{
    if (text.size() != lower.size())
        return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((text[i] | 0x20) != lower[i])
            return false;
    return true;
}

/// Length of the well-formed sequence at `at`, 0 when there is none.
std::size_t utf8Length(const unsigned char *at, std::size_t left)
{
    const auto tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return i < left && at[i] >= low && at[i] <= high;
    };
    const unsigned lead = at[0];
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return tail(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) // neither overlong nor a surrogate
        return tail(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && tail(2) ? 3 : 0;
    if (lead >= 0xF0 && lead <= 0xF4) // neither overlong nor past U+10FFFF
        return tail(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && tail(2) && tail(3) ? 4 : 0;
    return 0;
}

bool isTiny(std::string_view digits)
{
    return digits.find("e-") != std::string_view::npos || digits.find("E-") != std::string_view::npos ||
           digits.find("p-") != std::string_view::npos || digits.find("P-") != std::string_view::npos ||
           digits.starts_with("0.") || digits.starts_with('.');
}

} // namespace

std::size_t invalidUtf8(std::string_view text)
{
    const auto *bytes = reinterpret_cast<const unsigned char *>(text.data());
    std::size_t at = 0;
    while (at < text.size()) {
        std::uint64_t word = 0;
        while (at + sizeof(word) <= text.size()) {
            std::memcpy(&word, bytes + at, sizeof(word));
            if ((word & 0x8080808080808080ULL) != 0)
                break;
            at += sizeof(word);
        }
        if (at == text.size())
            break;
        const std::size_t length = utf8Length(bytes + at, text.size() - at);
        if (length == 0)
            return at;
        at += length;
    }
    return std::string_view::npos;
}

std::optional<double> number(std::string_view token)
{
    bool negative = false;
    if (!token.empty() && (token.front() == '+' || token.front() == '-')) {
        negative = token.front() == '-';
        token.remove_prefix(1);
    }
    const auto signedValue = [&](double value) { return negative ? -value : value; };
    if (equalsNoCase(token, "inf") || equalsNoCase(token, "infinity"))
        return signedValue(std::numeric_limits<double>::infinity());
    if (equalsNoCase(token, "nan"))
        return std::numeric_limits<double>::quiet_NaN();
    auto format = std::chars_format::general;
    if (token.size() > 2 && token[0] == '0' && (token[1] | 0x20) == 'x') {
        format = std::chars_format::hex;
        token.remove_prefix(2);
    }
    if (token.empty() || !(is(token.front(), Digit) || token.front() == '.' || format == std::chars_format::hex) ||
        token.front() == '-')
        return std::nullopt; // from_chars would read names of infinity and a second sign
    double value = 0;
    const auto [end, problem] = std::from_chars(token.data(), token.data() + token.size(), value, format);
    if (end != token.data() + token.size() || problem == std::errc::invalid_argument)
        return std::nullopt;
    if (problem == std::errc::result_out_of_range)
        return isTiny(token) ? std::optional(signedValue(0.0)) : std::nullopt;
    return signedValue(value);
}

std::optional<std::int64_t> integer(std::string_view token)
{
    if (token.size() > 1 && token.front() == '+' && is(token[1], Digit))
        token.remove_prefix(1);
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(token.data(), token.data() + token.size(), value);
    if (token.empty() || end != token.data() + token.size() || problem != std::errc())
        return std::nullopt;
    return value;
}

std::optional<std::int64_t> secondsToMillis(std::string_view token)
{
    const auto seconds = number(token);
    if (!seconds || !(std::abs(*seconds) < 9e15))
        return std::nullopt;
    return std::llround(*seconds * 1000.0);
}

std::string quoted(std::string_view text)
{
    constexpr std::size_t longest = 60;
    std::string shown = "\"";
    const std::string_view cut = text.substr(0, longest);
    for (std::size_t i = 0; i < cut.size();) {
        const auto *at = reinterpret_cast<const unsigned char *>(cut.data()) + i;
        const std::size_t length = utf8Length(at, cut.size() - i);
        const bool printable = length > 1 || (length == 1 && *at >= 0x20 && *at != 0x7F);
        shown += printable ? cut.substr(i, length) : std::string_view("?");
        i += length == 0 ? 1 : length;
    }
    shown += text.size() > longest ? "…\"" : "\"";
    return shown;
}

bool Scanner::take(char c)
{
    if (m_at == m_end || *m_at != c)
        return false;
    ++m_at;
    return true;
}

bool Scanner::take(std::string_view word)
{
    if (!rest().starts_with(word))
        return false;
    m_at += word.size();
    return true;
}

std::size_t Scanner::skipBlanks()
{
    const char *begin = m_at;
    while (m_at != m_end && (*m_at == ' ' || *m_at == '\t'))
        ++m_at;
    return static_cast<std::size_t>(m_at - begin);
}

std::string_view Scanner::metricName()
{
    return nameOf(m_at, m_end, Colon);
}

std::string_view Scanner::labelName()
{
    return nameOf(m_at, m_end, 0);
}

std::string_view Scanner::token()
{
    const char *begin = m_at;
    while (m_at != m_end && *m_at != ' ' && *m_at != '\t')
        ++m_at;
    return since(begin);
}

const char *Scanner::quotedValue()
{
    if (!take('"'))
        return "a label value must stand in double quotes";
    for (; m_at != m_end; ++m_at) {
        if (*m_at == '"') {
            ++m_at;
            return nullptr;
        }
        if (*m_at == '\\' && ++m_at == m_end)
            break;
    }
    return "a label value has no closing quote";
}

Scanner::LabelSet Scanner::labelSet(Blanks blanks)
{
    LabelSet set;
    const auto skip = [&] {
        if (blanks == Blanks::Allowed)
            skipBlanks();
    };
    take('{');
    for (skip(); !take('}'); skip()) {
        const auto name = labelName();
        skip();
        if (name.empty())
            set.problem = "a label name is missing";
        else if (!take('='))
            set.problem = "a label name is not followed by =";
        else
            skip();
        if (!set.problem)
            set.problem = quotedValue();
        if (set.problem)
            return set;
        ++set.count;
        skip();
        const bool more = take(',');
        if (!more && peek() != '}')
            set.problem = "a label set is not closed";
        else if (more && blanks == Blanks::Forbidden && peek() == '}')
            set.problem = "a comma stands before the closing brace";
        if (set.problem)
            return set;
    }
    return set;
}

} // namespace qd::exposition
