// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <QtCore/QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace qd {

enum class SessionState { Active, Expired, Retained };

/// One stored session as the service lists it. Never a token.
struct SessionRow
{
    QString id;
    QString user;
    QString address;
    SessionState state = SessionState::Active;
    Timestamp createdAt{};
    Timestamp lastSeenAt{};
    Timestamp expiresAt{};
    std::int64_t bytes = 0;
};

enum class SessionSort { LastSeen, Created, User, Bytes };
enum class SortOrder { Ascending, Descending };

/// A query of the sessions tab: pages by cursor, never everything.
struct SessionQuery
{
    std::optional<SessionState> state;
    QString user;    ///< exact; empty = any
    QString address; ///< exact; empty = any
    std::optional<std::chrono::seconds> idleLongerThan;
    std::optional<std::chrono::seconds> olderThan;
    SessionSort sort = SessionSort::LastSeen;
    SortOrder order = SortOrder::Descending;
    QString cursor; ///< from the page before; empty = the first page
    int limit = 100;
};

struct SessionPage
{
    std::vector<SessionRow> rows;
    QString nextCursor;        ///< empty on the last page
    std::int64_t matched = -1; ///< all that the query finds; -1 = unknown
};

} // namespace qd
