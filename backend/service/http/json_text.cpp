// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/json_text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace sessiond::http {
namespace {

/// Length of the well-formed UTF-8 sequence at `at` (RFC 3629, table 3-7 of Unicode), or 0.
std::size_t sequenceLength(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return i < text.size() && byte(i) >= low && byte(i) <= high;
    };
    const unsigned lead = byte(at);
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return tail(at + 1) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = lead == 0xED ? 0x9F : 0xBF;
        return tail(at + 1, low, high) && tail(at + 2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
        const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
        return tail(at + 1, low, high) && tail(at + 2) && tail(at + 3) ? 4 : 0;
    }
    return 0;
}

void appendControl(std::string &out, unsigned char c)
{
    static constexpr std::string_view hex = "0123456789abcdef";
    out.append("\\u00").append(1, hex[c >> 4]).append(1, hex[c & 15]);
}

} // namespace

void appendQuoted(std::string &out, std::string_view text)
{
    out.push_back('"');
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        const std::size_t length = sequenceLength(text, i);
        if (length == 0) {
            out.append("\xEF\xBF\xBD");
        } else if (c == '"' || c == '\\') {
            out.append(1, '\\').append(1, text[i]);
        } else if (c < 0x20 || c == 0x7F) {
            appendControl(out, c);
        } else {
            out.append(text.substr(i, length));
        }
        i += length == 0 ? 1 : length;
    }
    out.push_back('"');
}

void JsonWriter::start(std::string_view key)
{
    if (!m_first) {
        m_out.push_back(',');
    }
    m_first = false;
    if (!key.empty()) {
        appendQuoted(m_out, key);
        m_out.push_back(':');
    }
}

JsonWriter &JsonWriter::beginObject(std::string_view key)
{
    start(key);
    m_out.push_back('{');
    m_first = true;
    return *this;
}

JsonWriter &JsonWriter::endObject()
{
    m_out.push_back('}');
    m_first = false;
    return *this;
}

JsonWriter &JsonWriter::beginArray(std::string_view key)
{
    start(key);
    m_out.push_back('[');
    m_first = true;
    return *this;
}

JsonWriter &JsonWriter::endArray()
{
    m_out.push_back(']');
    m_first = false;
    return *this;
}

JsonWriter &JsonWriter::text(std::string_view key, std::string_view value)
{
    start(key);
    appendQuoted(m_out, value);
    return *this;
}

JsonWriter &JsonWriter::number(std::string_view key, double value)
{
    if (!std::isfinite(value)) {
        return null(key);
    }
    start(key);
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    m_out.append(digits.data(), end);
    return *this;
}

JsonWriter &JsonWriter::integer(std::string_view key, std::int64_t value)
{
    start(key);
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    m_out.append(digits.data(), end);
    return *this;
}

JsonWriter &JsonWriter::truth(std::string_view key, bool value)
{
    start(key);
    m_out.append(value ? "true" : "false");
    return *this;
}

JsonWriter &JsonWriter::null(std::string_view key)
{
    start(key);
    m_out.append("null");
    return *this;
}

JsonWriter &JsonWriter::raw(std::string_view key, std::string_view json)
{
    start(key);
    m_out.append(json);
    return *this;
}

} // namespace sessiond::http
