// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/random_file.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace qd::exchange {

/// Reads JSON (RFC 8259) token by token in bounded memory, from a file or from memory. Strings of up to 1 MiB,
/// 64 levels. After the first error every token is Bad. One thread.
class JsonStream
{
public:
    enum class Token {
        BeginObject,
        EndObject,
        BeginArray,
        EndArray,
        Key,
        String,
        Number,
        True,
        False,
        Null,
        End,
        Bad
    };

    /// Errors as of RandomFile::open().
    [[nodiscard]] static Result<JsonStream> open(const QString &path);
    /// `text` must outlive the stream.
    explicit JsonStream(std::string_view text);

    Token next();
    /// Of a key or a string, unescaped, or of a number as it is written; valid until next().
    [[nodiscard]] std::string_view text() const { return m_text; }
    /// Passes over the value that comes next. False on an error.
    bool skipValue();
    /// Passes over what is left of the object or array that `depth()` is in.
    bool leave();
    [[nodiscard]] std::size_t depth() const { return m_stack.size(); }

    /// Where the last token began, from 1.
    [[nodiscard]] std::uint64_t byte() const { return m_tokenAt + 1; }
    [[nodiscard]] std::uint64_t size() const { return m_file ? m_file->size() : m_chunk.size(); }
    /// What is wrong, where, without a full stop; Io when the file was not given.
    [[nodiscard]] const Error &error() const { return m_error; }

private:
    enum class Want { Value, ValueOrEnd, KeyOrEnd, Key, CommaOrEnd, Nothing };

    [[nodiscard]] int peek();
    int take();
    void skipBlanks();
    Token bad(const QString &words);
    Token begin(char kind);
    Token end(char kind);
    Token valueToken(int c);
    Token literal(std::string_view word, Token token);
    Token number();
    [[nodiscard]] bool readString();
    [[nodiscard]] bool readEscape();
    [[nodiscard]] int readHex();
    void valueEnded() { m_want = m_stack.empty() ? Want::Nothing : Want::CommaOrEnd; }

    std::shared_ptr<const RandomFile> m_file; ///< null when all of it is in the chunk
    std::vector<std::byte> m_bytes;
    std::string_view m_chunk;
    std::uint64_t m_chunkAt = 0; ///< of its first byte in the file
    std::size_t m_at = 0;        ///< in the chunk
    std::uint64_t m_tokenAt = 0;
    std::string m_text;
    std::vector<char> m_stack; ///< '{' or '['
    Want m_want = Want::Value;
    bool m_failed = false;
    Error m_error;
};

} // namespace qd::exchange
