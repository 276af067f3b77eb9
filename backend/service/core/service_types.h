// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/protocol/rfc3339.h"
#include "backend/protocol/selector.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sessiond {

using qd::protocol::Time;

enum class SessionState : std::uint8_t { Active, Expired, Retained };

/// Why a session ended; values of the label `reason`.
enum class EndReason : std::uint8_t {
    Logout,
    LogoutAll,
    EndedByUser,
    EndedByOperator,
    PasswordChanged,
    Disabled,
    Deleted,
    Evicted,
    Purged,
    Expired
};
inline constexpr std::size_t kEndReasons = 10;
[[nodiscard]] std::string_view toText(SessionState state);
[[nodiscard]] std::string_view toText(EndReason reason);

/// Public name of a session: 22 base62 characters, unguessable, unrelated to its token.
using SessionIdText = std::array<char, 22>;

/// A live session, copied out without allocating.
struct SessionView
{
    SessionIdText id{};
    std::array<char, 64> userBytes{};
    std::uint8_t userLength = 0;
    Time created{};
    Time lastSeen{};
    Time expires{};     ///< absolute end
    Time idleExpires{}; ///< end if nobody uses it from now on; never after `expires`

    [[nodiscard]] std::string_view idText() const { return {id.data(), id.size()}; }
    [[nodiscard]] std::string_view user() const { return {userBytes.data(), userLength}; }
};

/// A stored session as lists show it.
struct SessionRow
{
    std::string id;
    std::string user;
    std::string address;
    SessionState state = SessionState::Active;
    Time created{};
    Time lastSeen{};
    Time expires{};
    std::uint64_t bytes = 0; ///< record, its share of the index, and data
    bool current = false;    ///< in lists of one's own: the session that asks
};

struct LoginReply
{
    std::string token;
    SessionView session;
};

enum class SessionSort { Created, LastSeen, User, Bytes };
enum class SortOrder { Ascending, Descending };

struct SessionQuery
{
    qd::protocol::Selector selector;
    SessionSort sort = SessionSort::Created;
    SortOrder order = SortOrder::Descending;
    std::string cursor; ///< from the page before; empty for the first
    std::size_t limit = 100;
};

struct SessionPage
{
    std::vector<SessionRow> rows;
    std::string nextCursor;    ///< empty on the last page
    std::uint64_t matched = 0; ///< all that match, on whatever page
};

struct SignIn
{
    Time at{};
    std::string address;
};

/// What `GET /v1/me` answers.
struct Profile
{
    std::string user;
    Time created{};
    Time passwordChanged{};
    std::uint64_t signInCount = 0;
    std::uint64_t activeSessions = 0;
    std::vector<SignIn> recentSignIns; ///< newest first, at most 16
};

} // namespace sessiond
