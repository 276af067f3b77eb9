// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qd::exposition {

/// The offset of the first byte that is not UTF-8 (RFC 3629), npos when all of it is.
[[nodiscard]] std::size_t invalidUtf8(std::string_view text);

/// A number as Go's strconv.ParseFloat takes it, which is what Prometheus reads values with: decimal, 0x1p-2,
/// Inf and NaN in any case with a sign. Underflow is zero, overflow nothing.
[[nodiscard]] std::optional<double> number(std::string_view token);
/// Whole milliseconds.
[[nodiscard]] std::optional<std::int64_t> integer(std::string_view token);
/// Seconds with a fraction, to the nearest millisecond. Nothing for NaN, Inf and what overflows.
[[nodiscard]] std::optional<std::int64_t> secondsToMillis(std::string_view token);

/// Foreign text cut short and made printable, in quotes.
[[nodiscard]] std::string quoted(std::string_view text);

/// Reads one line from the left.
class Scanner
{
public:
    explicit Scanner(std::string_view line)
        : m_at(line.data())
        , m_end(line.data() + line.size())
    {}

    [[nodiscard]] bool atEnd() const { return m_at == m_end; }
    [[nodiscard]] char peek() const { return m_at == m_end ? '\0' : *m_at; }
    [[nodiscard]] const char *position() const { return m_at; }
    [[nodiscard]] std::string_view rest() const { return {m_at, static_cast<std::size_t>(m_end - m_at)}; }
    /// From `begin`, an earlier position, to here.
    [[nodiscard]] std::string_view since(const char *begin) const
    {
        return {begin, static_cast<std::size_t>(m_at - begin)};
    }

    bool take(char c);
    bool take(std::string_view word);
    /// Spaces and tabs; how many.
    std::size_t skipBlanks();
    /// [a-zA-Z_:][a-zA-Z0-9_:]*, empty when there is none.
    std::string_view metricName();
    /// Everything up to a blank or the end.
    std::string_view token();

    enum class Blanks { Allowed, Forbidden };
    struct LabelSet
    {
        std::size_t count = 0;
        const char *problem = nullptr; ///< null when well-formed
    };
    /// A label set from its opening brace to its closing one. Blanks and a comma before the closing brace are
    /// allowed in Prometheus text and forbidden in OpenMetrics.
    LabelSet labelSet(Blanks blanks);

private:
    std::string_view labelName();
    const char *quotedValue();

    const char *m_at;
    const char *m_end;
};

} // namespace qd::exposition
