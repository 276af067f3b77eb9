// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/template_lexer.h"

#include "model/query/lexer.h"
#include "model/rules/template_tree.h"

#include <cctype>
#include <charconv>

namespace qd::rules::tree {

namespace {

constexpr std::string_view space = " \t\r\n";

bool isWordPart(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

class TemplateLexer
{
public:
    explicit TemplateLexer(std::string_view text)
        : m_text(text)
    {}

    Result<std::vector<Word>> run()
    {
        while (m_at < m_text.size()) {
            takeText();
            if (m_at < m_text.size()) {
                if (const auto taken = takeAction(); !taken)
                    return tl::unexpected(taken.error());
            }
        }
        return std::move(m_words);
    }

private:
    [[nodiscard]] bool isHere(std::string_view what) const { return m_text.substr(m_at).starts_with(what); }
    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    [[nodiscard]] tl::unexpected<Error> fail(std::size_t at, const QString &words) const
    {
        return failureAt(m_text, at, ErrorCode::Invalid, words);
    }
    void add(WordKind kind, std::string text, std::size_t at)
    {
        m_words.push_back({kind, std::move(text), {}, at});
    }

    void takeText()
    {
        const std::size_t begin = m_at;
        m_at = std::min(m_text.find("{{", m_at), m_text.size());
        std::string text(m_text.substr(begin, m_at - begin));
        if (m_trims)
            text.erase(0, text.find_first_not_of(space));
        const bool trims = isHere("{{-") && m_at + 3 < m_text.size() && space.find(m_text[m_at + 3]) != space.npos;
        if (trims)
            text.erase(text.find_last_not_of(space) + 1);
        m_actionBegin = m_at + (trims ? 4 : 2);
        if (!text.empty())
            add(WordKind::Text, std::move(text), begin);
    }

    Result<void> takeAction()
    {
        const std::size_t begin = m_at;
        m_at = m_actionBegin;
        m_trims = false;
        if (isHere("/*"))
            return takeComment(begin);
        add(WordKind::Begin, {}, begin);
        while (m_at < m_text.size()) {
            if (takeEnd())
                return {};
            if (const auto taken = takeWord(); !taken)
                return taken;
        }
        return fail(begin, QStringLiteral("unclosed action: }} is missing"));
    }

    bool takeEnd()
    {
        const bool trims = space.find(peek()) != space.npos && m_text.substr(m_at + 1).starts_with("-}}");
        if (!trims && !isHere("}}"))
            return false;
        add(WordKind::End, {}, m_at);
        m_trims = trims;
        m_at += trims ? 4 : 2;
        return true;
    }

    Result<void> takeComment(std::size_t begin)
    {
        const std::size_t end = m_text.find("*/", m_at + 2);
        m_at = end == m_text.npos ? m_text.size() : end + 2;
        m_trims = m_at < m_text.size() && space.find(m_text[m_at]) != space.npos && // never npos of '\0'
                  m_text.substr(m_at + 1).starts_with("-}}");
        if (!m_trims && !isHere("}}"))
            return fail(begin, QStringLiteral("a comment ends with */}}"));
        m_at += m_trims ? 4 : 2;
        return {};
    }

    Result<void> takeWord()
    {
        const std::size_t begin = m_at;
        const char c = peek();
        if (space.find(c) != space.npos) {
            m_at = std::min(m_text.find_first_not_of(space, m_at), m_text.size());
            // The blank of " -}}" belongs to its end.
            if (isHere("-}}"))
                --m_at;
            if (m_at > begin)
                add(WordKind::Space, {}, begin);
            return {};
        }
        if (c == '"' || c == '`')
            return takeString();
        if (c == '$' || (c == '.' && m_at + 1 < m_text.size() && isWordPart(m_text[m_at + 1]) &&
                         !std::isdigit(static_cast<unsigned char>(m_text[m_at + 1])))) {
            ++m_at;
            const std::string name = takeName();
            add(c == '$' ? WordKind::Variable : WordKind::Field, c == '$' ? "$" + name : name, begin);
            return {};
        }
        if (std::isdigit(static_cast<unsigned char>(c)) || c == '+' || c == '-' ||
            (c == '.' && m_at + 1 < m_text.size() && std::isdigit(static_cast<unsigned char>(m_text[m_at + 1]))))
            return takeNumber();
        if (isWordPart(c)) {
            add(WordKind::Name, takeName(), begin);
            return {};
        }
        return takeSymbol();
    }

    std::string takeName()
    {
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && isWordPart(m_text[m_at]))
            ++m_at;
        return std::string(m_text.substr(begin, m_at - begin));
    }

    Result<void> takeSymbol()
    {
        for (const std::string_view symbol : {":=", "=", "|", "(", ")", ",", "."}) {
            if (isHere(symbol)) {
                add(WordKind::Symbol, std::string(symbol), m_at);
                m_at += symbol.size();
                return {};
            }
        }
        return fail(m_at, QStringLiteral("unexpected character \"%1\"").arg(QChar::fromLatin1(peek())));
    }

    /// Strings have the escapes of the query language's, which are Go's.
    Result<void> takeString()
    {
        const std::size_t begin = m_at;
        const char quote = m_text[m_at++];
        while (m_at < m_text.size() && m_text[m_at] != quote && (quote == '`' || m_text[m_at] != '\n'))
            m_at += quote == '"' && m_text[m_at] == '\\' ? 2 : 1;
        if (m_at >= m_text.size() || m_text[m_at] != quote)
            return fail(begin, QStringLiteral("unterminated quoted string"));
        ++m_at;
        auto read = query::tokensOf(m_text.substr(begin, m_at - begin));
        if (!read || read->front().kind != query::TokenKind::String)
            return fail(begin, QStringLiteral("bad string: ") + (read ? QString() : read.error().words));
        m_words.push_back({WordKind::Constant, {}, std::move(read->front().text), begin});
        return {};
    }

    Result<void> takeNumber()
    {
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && (isWordPart(m_text[m_at]) || m_text[m_at] == '.' || isSign(begin)))
            ++m_at;
        std::string_view text = m_text.substr(begin, m_at - begin);
        if (text.starts_with('+'))
            text.remove_prefix(1);
        std::int64_t whole = 0;
        double number = 0;
        const char *end = text.data() + text.size();
        if (const auto read = std::from_chars(text.data(), end, whole); read.ptr == end && read.ec == std::errc())
            m_words.push_back({WordKind::Constant, {}, whole, begin});
        else if (const auto real = std::from_chars(text.data(), end, number);
                 real.ptr == end && real.ec == std::errc() && text.find_first_of("0123456789") != text.npos)
            m_words.push_back({WordKind::Constant, {}, number, begin});
        else
            return fail(begin, QStringLiteral("bad number syntax"));
        return {};
    }

    /// In front of the number, and behind its e.
    [[nodiscard]] bool isSign(std::size_t begin) const
    {
        const bool sign = m_text[m_at] == '+' || m_text[m_at] == '-';
        return sign && (m_at == begin || m_text[m_at - 1] == 'e' || m_text[m_at - 1] == 'E');
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_actionBegin = 0;
    bool m_trims = false; ///< the action before ended with -}}
    std::vector<Word> m_words;
};

} // namespace

Result<std::vector<Word>> wordsOf(std::string_view text)
{
    return TemplateLexer(text).run();
}

tl::unexpected<Error> failureAt(std::string_view text, std::size_t at, ErrorCode code, const QString &words)
{
    const std::string_view before = text.substr(0, at);
    const std::size_t lineBegin = before.rfind('\n') + 1; // npos + 1 is the beginning
    const auto lines = std::count(before.begin(), before.end(), '\n');
    return failure(code, QStringLiteral("%1:%2: %3").arg(lines + 1).arg(before.size() - lineBegin + 1).arg(words));
}

} // namespace qd::rules::tree
