// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/json_line.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

namespace qd::traffic {

namespace json = boost::json;

namespace {

void append(std::string &text, const json::value &value);

void append(std::string &text, const json::object &object)
{
    text += '{';
    for (const auto &member : object) {
        text += text.back() == '{' ? "" : ",";
        text += json::serialize(member.key()) + ':';
        append(text, member.value());
    }
    text += '}';
}

void append(std::string &text, const json::array &array)
{
    text += '[';
    for (const json::value &value : array) {
        text += text.back() == '[' ? "" : ",";
        append(text, value);
    }
    text += ']';
}

void append(std::string &text, const json::value &value)
{
    if (value.is_object()) {
        append(text, value.get_object());
    } else if (value.is_array()) {
        append(text, value.get_array());
    } else if (value.is_double()) {
        char digits[32];
        text.append(digits, std::to_chars(digits, digits + sizeof digits, value.get_double()).ptr);
    } else {
        text += json::serialize(value);
    }
}

} // namespace

std::string jsonLine(const json::object &object)
{
    std::string text;
    append(text, object);
    return text + '\n';
}

} // namespace qd::traffic
