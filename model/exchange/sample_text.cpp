// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/sample_text.h"

// Before the standard's own headers: moc of Qt 6.4 fails on <concepts> when it meets that first.
#include <QtCore/QtGlobal>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace qd::exchange {

namespace {

template <typename Number>
void appendShortest(std::string &out, Number number)
{
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    out.append(text.data(), end);
}

void appendPadded(std::string &out, std::int64_t number, int digits)
{
    std::array<char, 24> text{};
    const int length = std::snprintf(text.data(), text.size(), "%0*lld", digits, static_cast<long long>(number));
    out.append(text.data(), static_cast<std::size_t>(length));
}

} // namespace

void appendNumber(std::string &out, double value)
{
    if (std::isnan(value))
        out += "NaN";
    else if (std::isinf(value))
        out += value > 0 ? "+Inf" : "-Inf";
    else
        appendShortest(out, value);
}

void appendSeconds(std::string &out, std::int64_t milliseconds)
{
    const std::int64_t size = std::abs(milliseconds);
    if (milliseconds < 0)
        out += '-';
    appendShortest(out, size / 1000);
    if (size % 1000 == 0)
        return;
    out += '.';
    appendPadded(out, size % 1000, 3);
    // The division is exact to the last bit, as reading the digits is.
    if (static_cast<std::int64_t>(double(size) / 1000 * 1000) != size)
        out += '1';
    else
        out.erase(out.find_last_not_of('0') + 1);
}

void appendIsoTime(std::string &out, std::int64_t milliseconds)
{
    using namespace std::chrono;
    const sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds(milliseconds)};
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss clock(at - day);
    appendPadded(out, int(date.year()), 4);
    out += '-';
    appendPadded(out, unsigned(date.month()), 2);
    out += '-';
    appendPadded(out, unsigned(date.day()), 2);
    out += 'T';
    appendPadded(out, clock.hours().count(), 2);
    out += ':';
    appendPadded(out, clock.minutes().count(), 2);
    out += ':';
    appendPadded(out, clock.seconds().count(), 2);
    out += '.';
    appendPadded(out, clock.subseconds().count(), 3);
    out += 'Z';
}

} // namespace qd::exchange
