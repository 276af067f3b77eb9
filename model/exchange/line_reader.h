// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/random_file.h"

#include <memory>
#include <string_view>

namespace qd::exchange {

/// Reads a text file line by line in bounded memory, whatever is in it. Owned by one thread.
class LineReader
{
public:
    static constexpr std::size_t longestLine = 1U << 20U;

    /// Errors as of RandomFile::open().
    [[nodiscard]] static Result<LineReader> open(const QString &path);

    enum class Step {
        Line,    ///< line() holds the next one
        TooLong, ///< it is longer than longestLine and was passed over
        End,
    };
    /// Io and Corrupt as the file gives them.
    [[nodiscard]] Result<Step> next();

    /// Without its end ("\n" or "\r\n"), and the first without a byte order mark; valid until next().
    [[nodiscard]] std::string_view line() const { return m_line; }
    /// Of that line, from 1.
    [[nodiscard]] std::int64_t number() const { return m_number; }
    /// Whether the line had an end; only the last one of a file may not.
    [[nodiscard]] bool ended() const { return m_ended; }
    [[nodiscard]] std::uint64_t bytesRead() const { return m_offset - (m_buffer.size() - m_at); }
    [[nodiscard]] std::uint64_t size() const { return m_file->size(); }

private:
    explicit LineReader(std::shared_ptr<const RandomFile> file);
    [[nodiscard]] Result<bool> readMore();
    void takeLine(std::size_t length, std::size_t with);

    std::shared_ptr<const RandomFile> m_file;
    std::uint64_t m_offset = 0; ///< of the file, behind the buffer
    std::vector<char> m_buffer;
    std::size_t m_at = 0; ///< in the buffer: what comes next
    std::string_view m_line;
    std::int64_t m_number = 0;
    bool m_ended = false;
};

} // namespace qd::exchange
