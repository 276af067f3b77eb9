// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/csv_layout.h"

#include "model/series/exposition_scanner.h"

#include <algorithm>
#include <array>

namespace qd::exchange {

namespace {

bool isNameChar(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

std::optional<double> csvNumber(std::string_view cell, Decimal decimal)
{
    if (decimal != Decimal::Comma)
        return exposition::number(cell);
    if (cell.find('.') != std::string_view::npos || cell.size() > 64)
        return std::nullopt;
    std::string pointed(cell);
    std::ranges::replace(pointed, ',', '.');
    return exposition::number(pointed);
}

bool isBlankCell(std::string_view cell)
{
    constexpr std::array<std::string_view, 9> words{"null", "NULL", "Null", "None", "NA",
                                                    "N/A",  "n/a",  "nil",  "-"};
    return cell.empty() || std::ranges::find(words, cell) != words.end();
}

std::string metricNameOf(std::string_view text)
{
    std::string name;
    for (const char c : text) {
        if (isNameChar(c))
            name += c;
        else if (c == '%')
            name += name.empty() || name.back() == '_' ? "percent" : "_percent";
        else if (!name.empty() && name.back() != '_')
            name += '_';
    }
    while (name.size() > 1 && name.back() == '_' && !text.ends_with('_'))
        name.pop_back();
    if (name.empty() || name == "_")
        return "value";
    return isDigit(name.front()) ? '_' + name : name;
}

std::string labelNameOf(std::string_view text)
{
    std::string name = metricNameOf(text);
    std::ranges::replace(name, ':', '_');
    return name == "__name__" ? "name" : name;
}

} // namespace qd::exchange
