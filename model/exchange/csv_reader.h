// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/line_reader.h"

#include <deque>
#include <optional>
#include <string>

namespace qd::exchange {

/// How a CSV file (RFC 4180, and what spreadsheets make of it) separates things.
struct CsvDialect
{
    char delimiter = ',';
    bool hasSepLine = false; ///< begins with "sep=;", which Excel reads
};

/// Finds the delimiter of a file (`,` `;` or tab) by its first records. Errors as of LineReader.
[[nodiscard]] Result<CsvDialect> csvDialect(const QString &path);

/// Reads a CSV file record by record in bounded memory. One thread.
class CsvReader
{
public:
    [[nodiscard]] static Result<CsvReader> open(const QString &path, CsvDialect dialect);

    enum class Step {
        Record,
        TooLong,  ///< a line beyond LineReader's bound was passed over
        Unclosed, ///< a quote was not closed within 100 lines, which were passed over
        End,
    };
    /// Empty lines are passed over.
    [[nodiscard]] Result<Step> next();
    /// Without quotes around them and blanks beside them; valid until next().
    [[nodiscard]] const std::vector<std::string_view> &fields() const { return m_fields; }
    /// Where the record begins, from 1.
    [[nodiscard]] std::int64_t line() const { return m_line; }
    [[nodiscard]] std::int64_t linesTaken() const { return m_lines.number() - m_line + 1; }
    [[nodiscard]] bool lastLineEnded() const { return m_lines.ended(); }
    [[nodiscard]] double share() const
    {
        return m_lines.size() == 0 ? 1 : double(m_lines.bytesRead()) / double(m_lines.size());
    }

private:
    CsvReader(LineReader lines, CsvDialect dialect);
    [[nodiscard]] bool split(std::string_view record);
    [[nodiscard]] Result<Step> joinLines();

    LineReader m_lines;
    CsvDialect m_dialect;
    std::int64_t m_line = 0;
    std::vector<std::string_view> m_fields;
    std::deque<std::string> m_unescaped; ///< fields with quotes within
    std::string m_joined;                ///< a record of several lines
};

} // namespace qd::exchange
