// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/protocol/error.h"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace qd::protocol {

/// What a session is to a selector. `any` is the absence of a condition and not a fourth state.
enum class SelectorState { Active, Expired, Retained, Any };

[[nodiscard]] std::string_view toText(SelectorState state);
[[nodiscard]] Result<SelectorState> parseSelectorState(std::string_view text);

/// Which sessions a list or a purge means. All conditions that are given must hold; a session equal to a bound
/// ("idle exactly 30 minutes") matches it.
struct Selector
{
    std::optional<SelectorState> state;
    std::optional<std::chrono::milliseconds> idleLongerThan;
    std::optional<std::chrono::milliseconds> olderThan;
    std::optional<std::string> user;    ///< exact name
    std::optional<std::string> address; ///< exact text of the address

    /// True when nothing at all is given. Such a purge is refused; `{"state":"any"}` is not empty.
    [[nodiscard]] bool isEmpty() const;

    /// True when the selector names every active session at some instant: nothing narrows it but a state that
    /// includes the active ones, or bounds of zero. A purge with it needs `confirm`.
    [[nodiscard]] bool canTouchEveryActiveSession() const;

    friend bool operator==(const Selector &, const Selector &) = default;
};

/// The words a purge that can touch every active session must carry in `confirm`.
inline constexpr std::string_view kConfirmEverySession = "every session";

/// Only what is given; durations as formatDuration() writes them.
[[nodiscard]] boost::json::object toJson(const Selector &selector);

/// Strict: unknown keys, wrong types, `null`, empty texts and names longer than 64 (addresses 45) are errors that
/// name the key. An empty object is read as an empty selector.
[[nodiscard]] Result<Selector> selectorFromJson(const boost::json::value &value);

} // namespace qd::protocol
