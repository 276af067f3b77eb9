// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/time_text.h"

#include "model/series/exposition_scanner.h"

#include <chrono>
#include <cmath>

namespace qd::exchange {

namespace {

constexpr std::int64_t millisPerDay = 86'400'000;

/// Numbers since 1970 in the four units lie apart by their size; these bounds are 1973 in one unit and beyond the
/// year 5000 in the next coarser one.
std::optional<TimeText> numberTime(std::string_view text)
{
    const auto value = exposition::number(text);
    if (!value || !std::isfinite(*value))
        return std::nullopt;
    const double size = std::abs(*value);
    double perMs = 0.001;
    if (size >= 1e17)
        perMs = 1e6;
    else if (size >= 1e14)
        perMs = 1e3;
    else if (size >= 1e11)
        perMs = 1;
    const double ms = *value / perMs;
    if (!(std::abs(ms) < 9e15))
        return std::nullopt;
    const auto rounded = std::llround(ms);
    const bool finer = std::abs(ms - double(rounded)) > 1e-3 + std::abs(ms) * 1e-15;
    return TimeText{size >= 1e8 ? TimeText::Kind::Epoch : TimeText::Kind::Offset, rounded, 0, finer};
}

/// Reads a date from the left.
class DateReader
{
public:
    explicit DateReader(std::string_view text)
        : m_rest(text)
    {}

    [[nodiscard]] std::optional<TimeText> read()
    {
        if (!readDate())
            return std::nullopt;
        if (m_rest.empty())
            return TimeText{TimeText::Kind::Naive, m_ms};
        if (!take('T') && !take('t') && !skipBlanks())
            return std::nullopt;
        if (!readClock())
            return std::nullopt;
        skipBlanks();
        if (m_rest.empty())
            return TimeText{TimeText::Kind::Naive, m_ms, 0, m_finer};
        const auto offset = readZone();
        if (!offset || !m_rest.empty())
            return std::nullopt;
        return TimeText{TimeText::Kind::Zoned, m_ms - *offset, *offset, m_finer};
    }

private:
    bool take(char c)
    {
        if (m_rest.empty() || m_rest.front() != c)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }

    bool takeWord(std::string_view word)
    {
        if (!m_rest.starts_with(word))
            return false;
        m_rest.remove_prefix(word.size());
        return true;
    }

    bool skipBlanks()
    {
        const std::size_t before = m_rest.size();
        while (!m_rest.empty() && m_rest.front() == ' ')
            m_rest.remove_prefix(1);
        return m_rest.size() < before;
    }

    /// -1 when there are not `least` to `most` digits.
    int digits(std::size_t least, std::size_t most)
    {
        std::size_t count = 0;
        int value = 0;
        for (; count < most && count < m_rest.size() && m_rest[count] >= '0' && m_rest[count] <= '9'; ++count)
            value = value * 10 + (m_rest[count] - '0');
        if (count < least)
            return -1;
        m_rest.remove_prefix(count);
        return value;
    }

    bool readDate()
    {
        const std::string_view begin = m_rest;
        int year = digits(4, 4);
        const char separator = m_rest.empty() ? '\0' : m_rest.front();
        int month = -1;
        int day = -1;
        if (year >= 0 && (separator == '-' || separator == '/')) {
            take(separator);
            month = digits(1, 2);
            day = take(separator) ? digits(1, 2) : -1;
        } else {
            m_rest = begin;
            day = digits(1, 2);
            month = take('.') ? digits(1, 2) : -1;
            year = take('.') ? digits(4, 4) : -1;
        }
        using namespace std::chrono;
        if (year < 0 || month < 0 || day < 0)
            return false;
        const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                  std::chrono::day(static_cast<unsigned>(day))};
        if (!date.ok())
            return false;
        m_ms = std::int64_t{sys_days(date).time_since_epoch().count()} * millisPerDay;
        return true;
    }

    bool readClock()
    {
        const int hour = digits(1, 2);
        const int minute = take(':') ? digits(2, 2) : -1;
        const int second = take(':') ? digits(2, 2) : 0;
        if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || second < 0 || second > 60)
            return false;
        m_ms += ((hour * 60 + minute) * 60 + second) * std::int64_t{1000};
        return !(take('.') || take(',')) || readFraction();
    }

    bool readFraction()
    {
        double scale = 100;
        double ms = 0;
        std::size_t count = 0;
        for (; count < m_rest.size() && m_rest[count] >= '0' && m_rest[count] <= '9'; ++count, scale /= 10) {
            ms += (m_rest[count] - '0') * scale;
            m_finer |= count >= 3 && m_rest[count] != '0';
        }
        m_rest.remove_prefix(count);
        m_ms += std::llround(ms);
        return count > 0 && count <= 9;
    }

    /// Milliseconds east of Greenwich.
    std::optional<std::int64_t> readZone()
    {
        if (takeWord("Z") || takeWord("z") || takeWord("UTC") || takeWord("GMT"))
            return 0;
        const bool west = take('-');
        if (!west && !take('+'))
            return std::nullopt;
        const int hours = digits(2, 2);
        const int minutes = take(':') || !m_rest.empty() ? digits(2, 2) : 0;
        if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59)
            return std::nullopt;
        return (west ? -1 : 1) * (hours * 60 + minutes) * std::int64_t{60'000};
    }

    std::string_view m_rest;
    std::int64_t m_ms = 0;
    bool m_finer = false;
};

} // namespace

std::optional<TimeText> readTime(std::string_view text)
{
    if (const auto number = numberTime(text))
        return number;
    return DateReader(text).read();
}

} // namespace qd::exchange
