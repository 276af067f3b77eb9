// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/lexer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace qd::query {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct Unit
{
    std::string_view name;
    double seconds;
};
// In the order in which they may follow each other.
constexpr std::array units{Unit{"y", 365 * 86'400}, Unit{"w", 7 * 86'400}, Unit{"d", 86'400}, Unit{"h", 3'600},
                           Unit{"m", 60},           Unit{"s", 1},          Unit{"ms", 0.001}};

/// The seconds of "1h30m"; nothing when it is no duration.
std::optional<double> secondsOf(std::string_view text)
{
    std::size_t at = 0;
    std::size_t nextUnit = 0;
    double seconds = 0;
    while (at < text.size()) {
        double amount = 0;
        const auto [rest, problem] =
            std::from_chars(text.data() + at, text.data() + text.size(), amount, std::chars_format::fixed);
        if (problem != std::errc() || !isDigit(text[at]))
            return std::nullopt;
        at = static_cast<std::size_t>(rest - text.data());
        std::size_t end = at;
        while (end < text.size() && isLetter(text[end]))
            ++end;
        const auto unit = std::find_if(units.begin() + static_cast<std::ptrdiff_t>(nextUnit), units.end(),
                                       [&](const Unit &u) { return u.name == text.substr(at, end - at); });
        if (unit == units.end())
            return std::nullopt;
        nextUnit = static_cast<std::size_t>(unit - units.begin()) + 1;
        seconds += amount * unit->seconds;
        at = end;
    }
    return seconds;
}

/// Appends a code point in UTF-8.
void appendUtf8(std::string &out, std::uint32_t code)
{
    const auto add = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xc0 | (code >> 6));
        add(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        add(0xe0 | (code >> 12));
        add(0x80 | ((code >> 6) & 0x3f));
        add(0x80 | (code & 0x3f));
    } else {
        add(0xf0 | (code >> 18));
        add(0x80 | ((code >> 12) & 0x3f));
        add(0x80 | ((code >> 6) & 0x3f));
        add(0x80 | (code & 0x3f));
    }
}

class Lexer
{
public:
    explicit Lexer(std::string_view text)
        : m_text(text)
    {}

    QueryResult<std::vector<Token>> run()
    {
        while (true) {
            skip();
            m_begin = m_at;
            if (m_at == m_text.size()) {
                add(TokenKind::End, {});
                return std::move(m_tokens);
            }
            if (const auto taken = takeOne(); !taken)
                return tl::unexpected(taken.error());
        }
    }

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }
    [[nodiscard]] tl::unexpected<QueryError> fail(std::size_t at, const QString &words) const
    {
        return queryFailure(QueryFault::Syntax, m_text, at, words);
    }

    void skip()
    {
        while (m_at < m_text.size()) {
            if (isSpace(peek())) {
                ++m_at;
            } else if (peek() == '#') {
                m_at = std::min(m_text.find('\n', m_at), m_text.size());
            } else {
                return;
            }
        }
    }

    void add(TokenKind kind, std::string text, double number = 0)
    {
        m_tokens.push_back({kind, std::move(text), m_begin, m_at, number});
    }

    QueryResult<void> takeOne()
    {
        const char c = peek();
        if (isDigit(c) || (c == '.' && isDigit(peek(1))))
            return takeNumber();
        if (isLetter(c) || (c == ':' && !m_inBrackets))
            return takeName(), QueryResult<void>();
        if (c == '"' || c == '\'' || c == '`')
            return takeString(c);
        return takeSymbol();
    }

    void takeName()
    {
        while (isLetter(peek()) || isDigit(peek()) || (peek() == ':' && !m_inBrackets))
            ++m_at;
        add(TokenKind::Identifier, std::string(m_text.substr(m_begin, m_at - m_begin)));
    }

    QueryResult<void> takeNumber()
    {
        const bool isHex = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && isHexDigit(peek(2));
        if (isHex) {
            m_at += 2;
            while (isHexDigit(peek()))
                ++m_at;
            std::uint64_t value = 0;
            std::from_chars(m_text.data() + m_begin + 2, m_text.data() + m_at, value, 16);
            return finishNumber(static_cast<double>(value));
        }
        takeDigits();
        const bool isExponent = (peek() == 'e' || peek() == 'E') &&
                                (isDigit(peek(1)) || ((peek(1) == '+' || peek(1) == '-') && isDigit(peek(2))));
        if (isExponent) {
            m_at += 2;
            while (isDigit(peek()))
                ++m_at;
        } else if (isLetter(peek())) {
            return takeDuration();
        }
        double value = 0;
        const auto [rest, problem] = std::from_chars(m_text.data() + m_begin, m_text.data() + m_at, value);
        if (problem == std::errc::result_out_of_range)
            value = m_text.substr(m_begin, m_at - m_begin).find('-') == std::string_view::npos
                        ? std::numeric_limits<double>::infinity()
                        : 0;
        return finishNumber(value);
    }

    void takeDigits()
    {
        while (isDigit(peek()))
            ++m_at;
        if (peek() == '.') {
            ++m_at;
            while (isDigit(peek()))
                ++m_at;
        }
    }

    QueryResult<void> finishNumber(double value)
    {
        if (isLetter(peek()) || isDigit(peek()) || peek() == '.')
            return badNumber();
        add(TokenKind::Number, std::string(m_text.substr(m_begin, m_at - m_begin)), value);
        return {};
    }

    QueryResult<void> takeDuration()
    {
        while (isLetter(peek()) || isDigit(peek()) || (peek() == '.' && isDigit(peek(1))))
            ++m_at;
        const auto seconds = secondsOf(m_text.substr(m_begin, m_at - m_begin));
        if (!seconds)
            return badNumber();
        add(TokenKind::Duration, std::string(m_text.substr(m_begin, m_at - m_begin)), *seconds);
        return {};
    }

    QueryResult<void> badNumber()
    {
        std::size_t end = m_at;
        while (end < m_text.size() && (isLetter(m_text[end]) || isDigit(m_text[end]) || m_text[end] == '.'))
            ++end;
        return fail(m_begin, QStringLiteral("bad number or duration syntax: \"%1\"")
                                 .arg(QString::fromUtf8(m_text.data() + m_begin, qsizetype(end - m_begin))));
    }

    QueryResult<void> takeString(char quote)
    {
        std::string value;
        ++m_at;
        while (true) {
            if (m_at == m_text.size() || (quote != '`' && peek() == '\n'))
                return fail(m_begin, quote == '`' ? QStringLiteral("unterminated raw string")
                                                  : QStringLiteral("unterminated quoted string"));
            const char c = m_text[m_at++];
            if (c == quote)
                break;
            if (c == '\\' && quote != '`') {
                if (const auto taken = takeEscape(quote, value); !taken)
                    return taken;
            } else {
                value.push_back(c);
            }
        }
        add(TokenKind::String, std::move(value));
        return {};
    }

    QueryResult<void> takeEscape(char quote, std::string &value)
    {
        static constexpr std::string_view letters = "abfnrtv\\";
        static constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\";
        const std::size_t at = m_at - 1;
        const char c = peek();
        ++m_at;
        if (const std::size_t simple = letters.find(c); simple != std::string_view::npos && c != '\0') {
            value.push_back(meanings[simple]);
            return {};
        }
        if (c == quote) {
            value.push_back(c);
            return {};
        }
        int digits = 0;
        int base = 16;
        if (c >= '0' && c <= '7') {
            digits = 3;
            base = 8;
            --m_at;
        } else if (c == 'x' || c == 'u' || c == 'U') {
            digits = c == 'x' ? 2 : (c == 'u' ? 4 : 8);
        }
        std::uint32_t code = 0;
        const char *const from = m_text.data() + m_at;
        const bool isThere = digits > 0 && m_at + static_cast<std::size_t>(digits) <= m_text.size();
        if (!isThere || std::from_chars(from, from + digits, code, base).ptr != from + digits || code > 0x10ffff)
            return fail(at, QStringLiteral("unknown escape sequence"));
        m_at += static_cast<std::size_t>(digits);
        if (c == 'u' || c == 'U')
            appendUtf8(value, code);
        else
            value.push_back(static_cast<char>(code));
        return {};
    }

    QueryResult<void> takeSymbol()
    {
        static constexpr std::array<std::string_view, 6> pairs{"==", "!=", "<=", ">=", "=~", "!~"};
        static constexpr std::string_view singles = "+-*/%^<>=(){}[],@:";
        const std::string_view two = m_text.substr(m_at, 2);
        if (std::ranges::find(pairs, two) != pairs.end()) {
            m_at += 2;
        } else if (singles.find(peek()) != std::string_view::npos) {
            ++m_at;
        } else {
            return fail(m_at, QStringLiteral("unexpected character: '%1'")
                                  .arg(QString::fromUtf8(m_text.data() + m_at, qsizetype(characterLength()))));
        }
        add(TokenKind::Symbol, std::string(m_text.substr(m_begin, m_at - m_begin)));
        m_inBrackets = m_tokens.back().text == "[" || (m_inBrackets && m_tokens.back().text != "]");
        return {};
    }

    /// Bytes of the UTF-8 character that begins here.
    [[nodiscard]] std::size_t characterLength() const
    {
        std::size_t length = 1;
        while (m_at + length < m_text.size() && (static_cast<unsigned char>(m_text[m_at + length]) & 0xc0) == 0x80)
            ++length;
        return length;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_begin = 0;   ///< of the token at hand
    bool m_inBrackets = false; ///< of a range, where a colon leads the step and is no part of a name
    std::vector<Token> m_tokens;
};

} // namespace

QueryResult<std::vector<Token>> tokensOf(std::string_view text)
{
    return Lexer(text).run();
}

} // namespace qd::query
