// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/event_log.h"

#include <algorithm>

namespace sessiond {

void EventLog::add(Event event, Time now)
{
    const std::lock_guard lock(m_mutex);
    event.seq = m_nextSeq++;
    event.at = event.at == Time{} ? now : event.at;
    event.bodyJson = event.bodyJson.empty() ? "{}" : event.bodyJson;
    m_events.push_back(std::move(event));
    if (m_events.size() > kKept) {
        m_events.pop_front();
    }
}

Outcome<std::vector<Event>> EventLog::after(std::uint64_t after, std::size_t limit) const
{
    const std::lock_guard lock(m_mutex);
    const std::uint64_t first = m_nextSeq - m_events.size();
    const std::uint64_t gone = first - 1;
    if (after < gone) {
        return failure(Failure::Gone, "events before " + std::to_string(first) + " are no longer kept");
    }
    const std::size_t skipped = static_cast<std::size_t>(std::min<std::uint64_t>(after - gone, m_events.size()));
    const std::size_t count = std::min(limit, m_events.size() - skipped);
    const auto begin = m_events.begin() + static_cast<std::ptrdiff_t>(skipped);
    return std::vector<Event>(begin, begin + static_cast<std::ptrdiff_t>(count));
}

std::uint64_t EventLog::first() const
{
    const std::lock_guard lock(m_mutex);
    return m_nextSeq - m_events.size();
}

} // namespace sessiond
