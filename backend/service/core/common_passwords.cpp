// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/common_passwords.h"

#include <algorithm>
#include <string>

namespace sessiond {
namespace {

// Sorted lines in lower case, made from common_passwords.txt by the build.
constexpr std::string_view kLines =
#include "backend/service/core/common_passwords_text.inc"
    ;

std::string_view lineAround(std::size_t at)
{
    const std::size_t newline = at == 0 ? std::string_view::npos : kLines.rfind('\n', at - 1);
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    return kLines.substr(begin, kLines.find('\n', begin) - begin);
}

} // namespace

bool isCommonPassword(std::string_view password)
{
    std::string wanted(password);
    std::transform(wanted.begin(), wanted.end(), wanted.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    std::size_t low = 0;
    std::size_t high = kLines.size();
    while (low < high) {
        const std::string_view line = lineAround(low + (high - low) / 2);
        const auto begin = static_cast<std::size_t>(line.data() - kLines.data());
        if (line == wanted) {
            return true;
        }
        if (line < std::string_view(wanted)) {
            low = begin + line.size() + 1;
        } else {
            high = begin;
        }
    }
    return false;
}

} // namespace sessiond
