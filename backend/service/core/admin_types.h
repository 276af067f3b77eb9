// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/service_types.h"

namespace sessiond {

/// Who does a privileged thing: the name of the admin token (or `user:NAME`) and the X-Operator header.
struct Actor
{
    std::string name;
    std::string operatorName;
    std::string correlation; ///< id of the request, repeated in the events it causes
};

struct PurgePreview
{
    std::string previewId;
    std::uint64_t matched = 0;
    std::uint64_t users = 0;
    std::uint64_t bytes = 0;
    std::vector<SessionRow> sample; ///< at most 20
    Time expiresAt{};
    qd::protocol::Selector selector;
    bool confirmRequired = false; ///< the purge must be confirmed in words
};

enum class PurgeState { Running, Done };

struct PurgeStatus
{
    std::string purgeId;
    PurgeState state = PurgeState::Running;
    std::uint64_t matched = 0; ///< what the preview showed
    std::uint64_t purged = 0;
    std::uint64_t spared = 0; ///< shown, used since, and therefore alive and left alone
    std::uint64_t gone = 0;   ///< shown, and ended by something else before their turn came
    std::uint64_t freedBytes = 0;
    std::uint64_t rssBefore = 0;
    std::uint64_t rssAfter = 0;
    std::uint64_t elapsedMs = 0;
};

struct NewUser
{
    std::string name;
    std::string password;
};

struct UserRow
{
    std::string name;
    bool disabled = false;
    Time created{};
    Time passwordChanged{};
    std::uint64_t signInCount = 0;
    std::uint64_t activeSessions = 0;
};

struct UserPage
{
    std::vector<UserRow> rows; ///< by name
    std::string nextCursor;    ///< empty on the last page
};

/// One of the service's own events. Kinds are in qd::protocol::event.
struct Event
{
    std::uint64_t seq = 0;
    Time at{};
    std::string kind;
    std::string subject;
    std::string actor;
    std::string operatorName;
    std::string reason;
    std::string correlation;
    std::string bodyJson; ///< an object, `{}` when there is nothing to add
};

struct AuditRow
{
    std::uint64_t seq = 0;
    Time at{};
    std::string actor;
    std::string operatorName;
    std::string action;
    std::string subject;
    std::string reason;
    std::string outcome;
    std::string hash; ///< hex SHA-256 over the row before it and this one
};

} // namespace sessiond
