// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/observer.h"

namespace sessiond {

std::string_view toText(SessionState state)
{
    constexpr std::array<std::string_view, 3> names{"active", "expired", "retained"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view toText(EndReason reason)
{
    constexpr std::array<std::string_view, kEndReasons> names{
        "logout",  "logout_all", "ended_by_user", "ended_by_operator", "password_changed", "disabled", "deleted",
        "evicted", "purged",     "expired"};
    return names[static_cast<std::size_t>(reason)];
}

std::string_view toText(Query query)
{
    constexpr std::array<std::string_view, kQueries> names{"account_lookup", "me", "commit", "users", "audit"};
    return names[static_cast<std::size_t>(query)];
}

} // namespace sessiond
