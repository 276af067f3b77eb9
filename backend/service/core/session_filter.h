// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/protocol/selector.h"
#include "backend/service/core/session_record.h"

#include <cstdint>
#include <limits>

namespace sessiond {

/// A selector nailed to one instant. Its ages are counted from `pinnedAt`, and a session that was created, expired
/// or ended after the pin does not match as what it has become since. Once a session stops matching it never
/// matches again, which is what makes a purge remove nothing its preview did not show.
struct SessionFilter
{
    std::int64_t pinnedAt = 0;
    std::int64_t idleCutoff = std::numeric_limits<std::int64_t>::max();    ///< last seen at or before
    std::int64_t createdCutoff = std::numeric_limits<std::int64_t>::max(); ///< created at or before
    std::uint64_t mostSerial = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t mostChange = std::numeric_limits<std::uint64_t>::max();
    qd::protocol::SelectorState state = qd::protocol::SelectorState::Any;
    bool anyUser = true;
    bool anyAddress = true;
    std::uint32_t user = 0; ///< kNone matches nobody
    std::uint32_t address = 0;

    [[nodiscard]] bool hasIdleBound() const { return idleCutoff != std::numeric_limits<std::int64_t>::max(); }

    /// What `record` is at `now`, whether or not somebody has noticed its expiry.
    [[nodiscard]] static SessionState stateAt(const SessionRecord &record, const Timeouts &timeouts,
                                              std::int64_t now)
    {
        return record.state == SessionState::Active && timeouts.endOf(record) <= now ? SessionState::Expired
                                                                                     : record.state;
    }

    [[nodiscard]] bool matches(const SessionRecord &record, const Timeouts &timeouts, std::int64_t now) const
    {
        if (record.serial > mostSerial || record.lastSeen > idleCutoff || record.created > createdCutoff ||
            (!anyUser && record.user != user) || (!anyAddress && record.address != address)) {
            return false;
        }
        if (state == qd::protocol::SelectorState::Any) {
            return true;
        }
        const SessionState isNow = stateAt(record, timeouts, now);
        if (static_cast<int>(isNow) != static_cast<int>(state)) {
            return false;
        }
        switch (isNow) {
        case SessionState::Active:
            return true; // then it was at the pin: nothing becomes active again
        case SessionState::Expired:
            return timeouts.endOf(record) <= pinnedAt;
        case SessionState::Retained:
            return record.endedChange() <= mostChange;
        }
        return false;
    }
};
static_assert(static_cast<int>(SessionState::Active) == static_cast<int>(qd::protocol::SelectorState::Active));
static_assert(static_cast<int>(SessionState::Expired) == static_cast<int>(qd::protocol::SelectorState::Expired));
static_assert(static_cast<int>(SessionState::Retained) == static_cast<int>(qd::protocol::SelectorState::Retained));

} // namespace sessiond
