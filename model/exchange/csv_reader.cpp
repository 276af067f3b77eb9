// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/csv_reader.h"

#include <array>

namespace qd::exchange {

namespace {

constexpr int mostLinesOfRecord = 100;
constexpr int recordsLookedAt = 50;

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

bool isSepLine(std::string_view line)
{
    return line.size() == 5 && (line.starts_with("sep=") || line.starts_with("SEP="));
}

/// How many of the first records have as many fields as the first, which has more than one.
int agreeing(const QString &path, CsvDialect dialect)
{
    auto reader = CsvReader::open(path, dialect);
    std::size_t fields = 0;
    int count = 0;
    for (int i = 0; reader && i < recordsLookedAt; ++i) {
        const auto step = reader->next();
        if (!step || *step == CsvReader::Step::End)
            break;
        if (*step != CsvReader::Step::Record)
            continue;
        fields = fields == 0 ? reader->fields().size() : fields;
        count += reader->fields().size() == fields ? 1 : 0;
    }
    return fields > 1 ? count : 0;
}

} // namespace

Result<CsvDialect> csvDialect(const QString &path)
{
    auto lines = LineReader::open(path);
    if (!lines)
        return tl::unexpected(lines.error());
    const auto step = lines->next();
    if (!step)
        return tl::unexpected(step.error());
    if (*step == LineReader::Step::Line && isSepLine(lines->line()))
        return CsvDialect{lines->line().back(), true};
    // A decimal comma splits as evenly as a delimiter does, so the comma comes last.
    CsvDialect best;
    int most = 0;
    for (const char delimiter : std::array{'\t', ';', ','}) {
        const int count = agreeing(path, {delimiter});
        if (count > most) {
            best.delimiter = delimiter;
            most = count;
        }
    }
    return best;
}

CsvReader::CsvReader(LineReader lines, CsvDialect dialect)
    : m_lines(std::move(lines))
    , m_dialect(dialect)
{}

Result<CsvReader> CsvReader::open(const QString &path, CsvDialect dialect)
{
    auto lines = LineReader::open(path);
    if (!lines)
        return tl::unexpected(lines.error());
    if (dialect.hasSepLine) {
        if (const auto step = lines->next(); !step)
            return tl::unexpected(step.error());
    }
    return CsvReader(std::move(*lines), dialect);
}

Result<CsvReader::Step> CsvReader::next()
{
    while (true) {
        const auto step = m_lines.next();
        if (!step)
            return tl::unexpected(step.error());
        m_line = m_lines.number();
        if (*step == LineReader::Step::End)
            return Step::End;
        if (*step == LineReader::Step::TooLong)
            return Step::TooLong;
        if (trimmed(m_lines.line()).empty())
            continue;
        if (split(m_lines.line()))
            return Step::Record;
        return joinLines();
    }
}

/// A quote that is open at the end of a line goes on in the next one.
Result<CsvReader::Step> CsvReader::joinLines()
{
    m_joined = m_lines.line();
    for (int i = 1; i < mostLinesOfRecord && m_joined.size() < LineReader::longestLine; ++i) {
        const auto step = m_lines.next();
        if (!step)
            return tl::unexpected(step.error());
        if (*step != LineReader::Step::Line)
            break;
        m_joined += '\n';
        m_joined += m_lines.line();
        if (split(m_joined))
            return Step::Record;
    }
    return Step::Unclosed;
}

/// False when a quote is not closed.
bool CsvReader::split(std::string_view record)
{
    m_fields.clear();
    m_unescaped.clear();
    std::size_t at = 0;
    while (true) {
        const std::size_t blanks = record.find_first_not_of(m_dialect.delimiter == '\t' ? " " : " \t", at);
        if (blanks == std::string_view::npos || record[blanks] != '"') {
            const std::size_t end = std::min(record.find(m_dialect.delimiter, at), record.size());
            m_fields.push_back(trimmed(record.substr(at, end - at)));
            at = end;
        } else {
            std::string &field = m_unescaped.emplace_back();
            for (at = blanks + 1;; ++at) {
                const std::size_t quote = record.find('"', at);
                if (quote == std::string_view::npos)
                    return false;
                field += record.substr(at, quote - at);
                at = quote + 1;
                if (at == record.size() || record[at] != '"')
                    break;
                field += '"';
            }
            const std::size_t end = std::min(record.find(m_dialect.delimiter, at), record.size());
            field += trimmed(record.substr(at, end - at));
            m_fields.push_back(field);
            at = end;
        }
        if (at == record.size())
            return true;
        ++at;
    }
}

} // namespace qd::exchange
