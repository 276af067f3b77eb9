// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace sessiond::http {

/// Appends `text` as a JSON string with its quotes. Bytes that are not valid UTF-8 become U+FFFD, so the result
/// always parses.
void appendQuoted(std::string &out, std::string_view text);

/// Writes one JSON object or array after what `out` holds, member by member, with no tree in between.
class JsonWriter
{
public:
    explicit JsonWriter(std::string &out)
        : m_out(out)
    {}

    JsonWriter &beginObject(std::string_view key = {});
    JsonWriter &endObject();
    JsonWriter &beginArray(std::string_view key = {});
    JsonWriter &endArray();
    JsonWriter &text(std::string_view key, std::string_view value);
    JsonWriter &number(std::string_view key, double value); ///< NaN and infinities become null
    JsonWriter &integer(std::string_view key, std::int64_t value);
    JsonWriter &count(std::string_view key, std::uint64_t value)
    {
        return integer(key, static_cast<std::int64_t>(value));
    }
    JsonWriter &truth(std::string_view key, bool value);
    JsonWriter &null(std::string_view key);
    /// `json` is trusted to be one JSON value.
    JsonWriter &raw(std::string_view key, std::string_view json);

private:
    void start(std::string_view key);

    std::string &m_out;
    bool m_first = true;
};

} // namespace sessiond::http
