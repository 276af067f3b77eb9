// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/admin_types.h"
#include "backend/service/core/service_error.h"

#include <deque>
#include <mutex>
#include <vector>

namespace sessiond {

/// The service's own events since its start, the last 4,096 of them, in the order they happened.
class EventLog
{
public:
    static constexpr std::size_t kKept = 4096;

    /// Sets seq and, where it is not set, the time.
    void add(Event event, Time now);
    /// Gone when events right behind `after` are no longer kept.
    [[nodiscard]] Outcome<std::vector<Event>> after(std::uint64_t after, std::size_t limit) const;
    /// The seq of the oldest event kept, or of the next one when there is none yet.
    [[nodiscard]] std::uint64_t first() const;

private:
    mutable std::mutex m_mutex;
    std::deque<Event> m_events;
    std::uint64_t m_nextSeq = 1;
};

} // namespace sessiond
