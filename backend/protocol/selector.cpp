// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/protocol/selector.h"

#include "backend/protocol/duration.h"
#include "backend/protocol/names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace qd::protocol {
namespace {

constexpr std::array<std::pair<SelectorState, std::string_view>, 4> kStateNames{
    {{SelectorState::Active, "active"},
     {SelectorState::Expired, "expired"},
     {SelectorState::Retained, "retained"},
     {SelectorState::Any, "any"}}};
constexpr std::size_t kMaxAddressLength = 45;

Result<std::string> readText(const boost::json::value &value, std::string_view key, std::size_t mostBytes)
{
    const boost::json::string *text = value.if_string();
    if (text == nullptr || text->empty() || text->size() > mostBytes) {
        return failure("selector: '" + std::string(key) + "' must be a text of 1 to " + std::to_string(mostBytes) +
                       " bytes");
    }
    return std::string(text->begin(), text->end());
}

/// Reads the one member `key` into `selector`; words of an error are already complete.
Result<void> readMember(Selector &selector, std::string_view key, const boost::json::value &value)
{
    const auto store = [](auto &&result, auto &target) -> Result<void> {
        if (!result) {
            return tl::unexpected<Error>(result.error());
        }
        target = *std::forward<decltype(result)>(result);
        return {};
    };
    if (key == "state") {
        return store(readText(value, key, 16).and_then([](const std::string &t) { return parseSelectorState(t); }),
                     selector.state);
    }
    if (key == "idle_longer_than" || key == "older_than") {
        auto &target = key == "older_than" ? selector.olderThan : selector.idleLongerThan;
        return store(readText(value, key, 32).and_then([](const std::string &t) { return parseDuration(t); }),
                     target);
    }
    if (key == "user") {
        return store(readText(value, key, kMaxUserNameLength), selector.user);
    }
    if (key == "address") {
        return store(readText(value, key, kMaxAddressLength), selector.address);
    }
    return failure("selector: unknown key '" + std::string(key.substr(0, 32)) + "'");
}

bool isAbsentOrZero(const std::optional<std::chrono::milliseconds> &bound)
{
    return !bound || bound->count() <= 0;
}

} // namespace

std::string_view toText(SelectorState state)
{
    return kStateNames[static_cast<std::size_t>(state)].second;
}

Result<SelectorState> parseSelectorState(std::string_view text)
{
    const auto *found = std::find_if(kStateNames.begin(), kStateNames.end(),
                                     [text](const auto &entry) { return entry.second == text; });
    if (found == kStateNames.end()) {
        return failure("selector: 'state' must be active, expired, retained or any");
    }
    return found->first;
}

bool Selector::isEmpty() const
{
    return !state && !idleLongerThan && !olderThan && !user && !address;
}

bool Selector::canTouchEveryActiveSession() const
{
    const bool includesActive = !state || *state == SelectorState::Active || *state == SelectorState::Any;
    return includesActive && !user && !address && isAbsentOrZero(idleLongerThan) && isAbsentOrZero(olderThan);
}

boost::json::object toJson(const Selector &selector)
{
    boost::json::object json;
    if (selector.state) {
        json["state"] = toText(*selector.state);
    }
    if (selector.idleLongerThan) {
        json["idle_longer_than"] = formatDuration(*selector.idleLongerThan);
    }
    if (selector.olderThan) {
        json["older_than"] = formatDuration(*selector.olderThan);
    }
    if (selector.user) {
        json["user"] = *selector.user;
    }
    if (selector.address) {
        json["address"] = *selector.address;
    }
    return json;
}

Result<Selector> selectorFromJson(const boost::json::value &value)
{
    const boost::json::object *object = value.if_object();
    if (object == nullptr) {
        return failure("selector: must be an object");
    }
    Selector selector;
    for (const auto &member : *object) {
        if (auto read = readMember(selector, std::string_view(member.key()), member.value()); !read) {
            return tl::unexpected<Error>(read.error());
        }
    }
    return selector;
}

} // namespace qd::protocol
