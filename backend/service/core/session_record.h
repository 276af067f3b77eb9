// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/service_types.h"
#include "backend/service/core/token.h"

#include <algorithm>
#include <cstdint>
#include <type_traits>

namespace sessiond {

/// One stored session: 80 bytes, moved as plain memory. Times are milliseconds since 1970.
struct SessionRecord
{
    Digest digest; ///< first: the index reads it through the record's address
    std::uint64_t serial;
    std::int64_t created;
    std::int64_t lastSeen;
    std::uint32_t previous; ///< active only: newer session of the same user, guarded by the users' mutex
    std::uint32_t next;     ///< active only: older session of the same user
    std::uint32_t user;
    std::uint32_t address; ///< kNone when unknown
    std::uint32_t data;    ///< handle, guarded by the data store's mutex
    std::uint16_t dataSize;
    SessionState state;
    std::uint8_t journaled; ///< 1 while the journal still holds a row of it

    /// Retained only: which change of state this was, in the table's count, kept where the links were.
    [[nodiscard]] std::uint64_t endedChange() const { return std::uint64_t{previous} << 32 | next; }
    void setEndedChange(std::uint64_t change)
    {
        previous = static_cast<std::uint32_t>(change >> 32);
        next = static_cast<std::uint32_t>(change);
    }
};
static_assert(sizeof(SessionRecord) == 80 && std::is_trivially_copyable_v<SessionRecord>);

/// The two ends every session has.
struct Timeouts
{
    std::int64_t idle = 0;
    std::int64_t absolute = 0;

    [[nodiscard]] std::int64_t endOf(const SessionRecord &record) const
    {
        return std::min(record.lastSeen + idle, record.created + absolute);
    }
};

} // namespace sessiond
