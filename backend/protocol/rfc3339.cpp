// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/protocol/rfc3339.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace qd::protocol {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Walks over a text and remembers the first thing that was not as expected.
class Reader
{
public:
    explicit Reader(std::string_view text)
        : m_rest(text)
    {}

    unsigned digits(std::size_t count)
    {
        unsigned value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const char c = take();
            m_good = m_good && c >= '0' && c <= '9';
            value = value * 10 + static_cast<unsigned>(c - '0');
        }
        return value;
    }

    void expect(char wanted, char alternative)
    {
        const char c = take();
        m_good = m_good && (c == wanted || c == alternative);
    }

    milliseconds fraction()
    {
        if (m_rest.empty() || m_rest.front() != '.') {
            return {};
        }
        m_rest.remove_prefix(1);
        int value = 0;
        std::size_t count = 0;
        for (; !m_rest.empty() && m_rest.front() >= '0' && m_rest.front() <= '9'; ++count) {
            const char c = take();
            value = count < 3 ? value * 10 + (c - '0') : value;
        }
        m_good = m_good && count > 0;
        for (std::size_t i = count; i < 3; ++i) {
            value *= 10;
        }
        return milliseconds(value);
    }

    minutes offset()
    {
        const char sign = take();
        if (sign == 'Z' || sign == 'z') {
            return {};
        }
        m_good = m_good && (sign == '+' || sign == '-');
        const unsigned h = digits(2);
        expect(':', ':');
        const unsigned m = digits(2);
        m_good = m_good && h < 24 && m < 60;
        const minutes value = hours(h) + minutes(m);
        return sign == '-' ? -value : value;
    }

    [[nodiscard]] bool finishedWell() const { return m_good && m_rest.empty(); }

private:
    char take()
    {
        if (m_rest.empty()) {
            m_good = false;
            return '0';
        }
        const char c = m_rest.front();
        m_rest.remove_prefix(1);
        return c;
    }

    std::string_view m_rest;
    bool m_good = true;
};

/// Decimal digits with leading zeros, right up to `end`.
void putPadded(char *end, std::uint64_t value, std::size_t width)
{
    for (std::size_t i = 0; i < width; ++i) {
        *--end = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

} // namespace

void appendTime(std::string &out, Time time)
{
    const auto day = std::chrono::floor<days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    char text[] = "0000-00-00T00:00:00.000Z";
    putPadded(text + 4, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    putPadded(text + 7, static_cast<unsigned>(date.month()), 2);
    putPadded(text + 10, static_cast<unsigned>(date.day()), 2);
    putPadded(text + 13, static_cast<std::uint64_t>(clock.hours().count()), 2);
    putPadded(text + 16, static_cast<std::uint64_t>(clock.minutes().count()), 2);
    putPadded(text + 19, static_cast<std::uint64_t>(clock.seconds().count()), 2);
    putPadded(text + 23, static_cast<std::uint64_t>(clock.subseconds().count()), 3);
    out.append(text, sizeof text - 1);
}

std::string formatTime(Time time)
{
    std::string text;
    appendTime(text, time);
    return text;
}

Result<Time> parseTime(std::string_view text)
{
    Reader reader(text);
    const std::chrono::year year(static_cast<int>(reader.digits(4)));
    reader.expect('-', '-');
    const std::chrono::month month(reader.digits(2));
    reader.expect('-', '-');
    const std::chrono::year_month_day date(year, month, std::chrono::day(reader.digits(2)));
    reader.expect('T', 't');
    const unsigned h = reader.digits(2);
    reader.expect(':', ':');
    const unsigned m = reader.digits(2);
    reader.expect(':', ':');
    const unsigned s = reader.digits(2);
    const milliseconds fraction = reader.fraction();
    const minutes offset = reader.offset();
    if (!reader.finishedWell() || !date.ok() || static_cast<int>(year) < 1970 || h > 23 || m > 59 || s > 60) {
        return failure("not a time (write it like 2026-01-31T12:00:00Z): '" + std::string(text.substr(0, 40)) +
                       "'");
    }
    return std::chrono::sys_days(date) + hours(h) + minutes(m) + seconds(s) + fraction - offset;
}

} // namespace qd::protocol
