// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/json_stream.h"

#include <algorithm>

namespace qd::exchange {

namespace {

constexpr std::size_t jsonPortion = 256U << 10U;
constexpr std::size_t longestString = 1U << 20U;
constexpr std::size_t deepest = 64;
constexpr int atEnd = -1;

void appendUtf8(std::string &out, unsigned code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0U | code >> 6U);
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0U | code >> 12U);
        out += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
        out += static_cast<char>(0xF0U | code >> 18U);
        out += static_cast<char>(0x80U | (code >> 12U & 0x3FU));
        out += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    }
}

bool isNumberChar(int c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

} // namespace

JsonStream::JsonStream(std::string_view text)
    : m_chunk(text)
{
    if (m_chunk.starts_with("\xEF\xBB\xBF"))
        m_at = 3;
}

Result<JsonStream> JsonStream::open(const QString &path)
{
    auto file = RandomFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    JsonStream stream{std::string_view()};
    stream.m_file = std::move(*file);
    if (stream.peek() == 0xEF) // a byte order mark
        stream.m_at = std::min<std::size_t>(3, stream.m_chunk.size());
    return stream;
}

int JsonStream::peek()
{
    if (m_at < m_chunk.size())
        return static_cast<unsigned char>(m_chunk[m_at]);
    const std::uint64_t next = m_chunkAt + m_chunk.size();
    if (!m_file || next >= m_file->size() || m_failed)
        return atEnd;
    auto bytes = m_file->read(next, std::min<std::uint64_t>(jsonPortion, m_file->size() - next));
    if (!bytes) {
        m_failed = true;
        m_error = bytes.error();
        return atEnd;
    }
    m_bytes = std::move(*bytes);
    m_chunk = {reinterpret_cast<const char *>(m_bytes.data()), m_bytes.size()};
    m_chunkAt = next;
    m_at = 0;
    return static_cast<unsigned char>(m_chunk[0]);
}

int JsonStream::take()
{
    const int c = peek();
    if (c != atEnd)
        ++m_at;
    return c;
}

void JsonStream::skipBlanks()
{
    for (int c = peek(); c == ' ' || c == '\n' || c == '\r' || c == '\t'; c = peek())
        ++m_at;
}

JsonStream::Token JsonStream::bad(const QString &words)
{
    if (!m_failed)
        m_error = {ErrorCode::Invalid, QStringLiteral("%1 at byte %2").arg(words).arg(m_chunkAt + m_at + 1)};
    m_failed = true;
    return Token::Bad;
}

JsonStream::Token JsonStream::next()
{
    if (m_failed)
        return Token::Bad;
    skipBlanks();
    if (m_want == Want::CommaOrEnd && peek() == ',') {
        ++m_at;
        skipBlanks();
        m_want = m_stack.back() == '{' ? Want::Key : Want::Value;
    }
    m_tokenAt = m_chunkAt + m_at;
    const int c = peek();
    if (m_want == Want::Nothing)
        return c == atEnd ? Token::End : bad(QStringLiteral("something follows the end of the JSON"));
    if (c == atEnd)
        return bad(QStringLiteral("the JSON ends in its middle"));
    const bool mayEnd = m_want == Want::CommaOrEnd || m_want == Want::KeyOrEnd || m_want == Want::ValueOrEnd;
    if (mayEnd && (c == '}' || c == ']'))
        return end(static_cast<char>(c));
    if (m_want == Want::Value || m_want == Want::ValueOrEnd)
        return valueToken(c);
    if (m_want == Want::CommaOrEnd || c != '"')
        return bad(m_want == Want::CommaOrEnd ? QStringLiteral("a comma is missing")
                                              : QStringLiteral("a key is missing"));
    if (!readString())
        return Token::Bad;
    skipBlanks();
    if (take() != ':')
        return bad(QStringLiteral("a colon is missing"));
    m_want = Want::Value;
    return Token::Key;
}

JsonStream::Token JsonStream::valueToken(int c)
{
    switch (c) {
    case '{':
    case '[':
        return begin(static_cast<char>(c));
    case '"':
        if (!readString())
            return Token::Bad;
        valueEnded();
        return Token::String;
    case 't':
        return literal("true", Token::True);
    case 'f':
        return literal("false", Token::False);
    case 'n':
        return literal("null", Token::Null);
    default:
        return number();
    }
}

JsonStream::Token JsonStream::begin(char kind)
{
    if (m_stack.size() == deepest)
        return bad(QStringLiteral("the JSON is more than %1 levels deep").arg(deepest));
    ++m_at;
    m_stack.push_back(kind);
    m_want = kind == '{' ? Want::KeyOrEnd : Want::ValueOrEnd;
    return kind == '{' ? Token::BeginObject : Token::BeginArray;
}

JsonStream::Token JsonStream::end(char kind)
{
    if (m_stack.back() != (kind == '}' ? '{' : '['))
        return bad(QStringLiteral("a bracket does not fit"));
    ++m_at;
    m_stack.pop_back();
    valueEnded();
    return kind == '}' ? Token::EndObject : Token::EndArray;
}

JsonStream::Token JsonStream::literal(std::string_view word, Token token)
{
    for (const char c : word)
        if (take() != c)
            return bad(QStringLiteral("this is no JSON value"));
    valueEnded();
    return token;
}

JsonStream::Token JsonStream::number()
{
    m_text.clear();
    for (int c = peek(); isNumberChar(c) && m_text.size() < 64; c = peek()) {
        m_text += static_cast<char>(c);
        ++m_at;
    }
    if (m_text.empty() || isNumberChar(peek()))
        return bad(QStringLiteral("this is no JSON value"));
    valueEnded();
    return Token::Number;
}

/// From its opening quote to its closing one.
bool JsonStream::readString()
{
    m_text.clear();
    ++m_at;
    while (m_text.size() <= longestString) {
        const int c = take();
        if (c == '"')
            return true;
        if (c == atEnd || c < 0x20) {
            bad(c == atEnd ? QStringLiteral("the JSON ends in its middle")
                           : QStringLiteral("a string is not closed"));
            return false;
        }
        if (c != '\\')
            m_text += static_cast<char>(c);
        else if (!readEscape())
            return false;
    }
    bad(QStringLiteral("a string is longer than 1 MiB"));
    return false;
}

bool JsonStream::readEscape()
{
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    const int c = take();
    if (const auto at = letters.find(static_cast<char>(c)); c != atEnd && at != std::string_view::npos) {
        m_text += meant[at];
        return true;
    }
    int code = c == 'u' ? readHex() : -1;
    if (code >= 0xD800 && code < 0xDC00 && take() == '\\' && take() == 'u') {
        const int low = readHex();
        code = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : -1;
    }
    if (code < 0 || (code >= 0xD800 && code < 0xE000)) {
        bad(QStringLiteral("this is no escape in a string"));
        return false;
    }
    appendUtf8(m_text, static_cast<unsigned>(code));
    return true;
}

int JsonStream::readHex()
{
    int code = 0;
    for (int i = 0; i < 4; ++i) {
        const int c = take();
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

bool JsonStream::skipValue()
{
    const std::size_t depth = m_stack.size();
    do {
        const Token token = next();
        if (token == Token::Bad || token == Token::End)
            return false;
    } while (m_stack.size() > depth);
    return true;
}

bool JsonStream::leave()
{
    const std::size_t depth = m_stack.size();
    while (m_stack.size() >= depth && depth > 0) {
        const Token token = next();
        if (token == Token::Bad || token == Token::End)
            return false;
    }
    return true;
}

} // namespace qd::exchange
