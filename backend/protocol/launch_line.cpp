// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/protocol/launch_line.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace qd::protocol {
namespace {

constexpr std::size_t kMostBytes = 4096;
constexpr std::size_t kMaxInstanceLength = 64;

/// The whole number under `key` if it lies in [least, most], else -1.
std::int64_t numberIn(const boost::json::object &object, std::string_view key, std::int64_t least,
                      std::int64_t most)
{
    const boost::json::value *value = object.if_contains(key);
    if (value == nullptr || !value->is_int64()) {
        return -1;
    }
    const std::int64_t number = value->get_int64();
    return number >= least && number <= most ? number : -1;
}

std::string textOf(const boost::json::object &object, std::string_view key)
{
    const boost::json::value *value = object.if_contains(key);
    const boost::json::string *text = value != nullptr ? value->if_string() : nullptr;
    return text != nullptr ? std::string(text->begin(), text->end()) : std::string();
}

} // namespace

std::string formatLaunchLine(const LaunchLine &line)
{
    return boost::json::serialize(boost::json::object{{"event", "listening"},
                                                      {"data", line.dataPort},
                                                      {"admin", line.adminPort},
                                                      {"pid", line.pid},
                                                      {"instance", line.instance},
                                                      {"api", line.api}});
}

Result<LaunchLine> parseLaunchLine(std::string_view text)
{
    boost::json::error_code error;
    const boost::json::value value =
        text.size() <= kMostBytes ? boost::json::parse(text, error) : boost::json::value();
    const boost::json::object *object = value.if_object();
    if (error || object == nullptr || textOf(*object, "event") != "listening") {
        return failure("the service did not announce itself as expected");
    }
    const std::int64_t data = numberIn(*object, "data", 1, 65535);
    const std::int64_t admin = numberIn(*object, "admin", 1, 65535);
    const std::int64_t pid = numberIn(*object, "pid", 1, INT64_MAX);
    const std::int64_t api = numberIn(*object, "api", 1, INT32_MAX);
    const std::string instance = textOf(*object, "instance");
    if (data < 0 || admin < 0 || pid < 0 || api < 0 || instance.empty() || instance.size() > kMaxInstanceLength) {
        return failure("the service announced itself with missing or impossible values");
    }
    return LaunchLine{static_cast<std::uint16_t>(data), static_cast<std::uint16_t>(admin), pid, instance,
                      static_cast<int>(api)};
}

} // namespace qd::protocol
