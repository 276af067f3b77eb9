// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/utf8.h"

#include <bit>

namespace sessiond {
namespace {

constexpr char32_t kBad = 0xffffffff;

unsigned char byteAt(std::string_view text, std::size_t at)
{
    return static_cast<unsigned char>(text[at]);
}

/// The character at the front, which is taken off; kBad when there is none.
char32_t takeCharacter(std::string_view &text)
{
    const unsigned char first = byteAt(text, 0);
    if (first < 0x80) {
        text.remove_prefix(1);
        return first;
    }
    const auto length = static_cast<std::size_t>(std::countl_one(first));
    if (length < 2 || length > 4 || text.size() < length) {
        return kBad;
    }
    char32_t character = first & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byteAt(text, i) & 0xc0) != 0x80) {
            return kBad;
        }
        character = character << 6 | (byteAt(text, i) & 0x3fU);
    }
    constexpr char32_t least[]{0x80, 0x800, 0x10000};
    const bool surrogate = character >= 0xd800 && character <= 0xdfff;
    if (character < least[length - 2] || surrogate || character > 0x10ffff) {
        return kBad;
    }
    text.remove_prefix(length);
    return character;
}

/// Controls and line ends, and what is not seen: turns of the writing direction, and a blank without width.
bool deceives(char32_t c)
{
    const bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    const bool separator = c == 0x2028 || c == 0x2029 || c == 0x200b;
    const bool direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return control || separator || direction;
}

} // namespace

std::optional<std::size_t> countCharacters(std::string_view text)
{
    std::size_t count = 0;
    for (; !text.empty(); ++count) {
        if (takeCharacter(text) == kBad) {
            return std::nullopt;
        }
    }
    return count;
}

bool isOneLine(std::string_view text)
{
    while (!text.empty()) {
        const char32_t character = takeCharacter(text);
        if (character == kBad || deceives(character)) {
            return false;
        }
    }
    return true;
}

} // namespace sessiond
