// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/purge_pin.h"

#include <algorithm>

namespace sessiond {

void PurgePins::add(std::shared_ptr<PurgePin> pin)
{
    const std::lock_guard lock(m_mutex);
    m_pins.push_back(std::move(pin));
    recount();
}

void PurgePins::remove(const std::shared_ptr<PurgePin> &pin)
{
    const std::lock_guard lock(m_mutex);
    std::erase(m_pins, pin);
    recount();
}

std::vector<std::uint64_t> PurgePins::arm(PurgePin &pin, std::int64_t now)
{
    const std::lock_guard lock(m_mutex);
    pin.armed = true;
    pin.armedAt = now;
    std::sort(pin.revived.begin(), pin.revived.end());
    pin.revived.erase(std::unique(pin.revived.begin(), pin.revived.end()), pin.revived.end());
    recount();
    return pin.revived;
}

void PurgePins::disarm(PurgePin &pin)
{
    const std::lock_guard lock(m_mutex);
    pin.armed = false;
    recount();
}

bool PurgePins::admitSlowly(const SessionRecord &record, const Timeouts &timeouts, std::int64_t now, bool touching)
{
    const std::lock_guard lock(m_mutex);
    const auto matches = [&](const auto &pin) { return pin->filter.matches(record, timeouts, now); };
    if (std::any_of(m_pins.begin(), m_pins.end(), [&](const auto &pin) { return pin->armed && matches(pin); })) {
        return false;
    }
    for (const auto &pin : m_pins) {
        if (touching && !pin->armed && pin->filter.hasIdleBound() && matches(pin)) {
            pin->revived.push_back(record.serial);
        }
    }
    return true;
}

void PurgePins::recount()
{
    std::int64_t reviveBelow = std::numeric_limits<std::int64_t>::min();
    std::uint32_t armed = 0;
    for (const auto &pin : m_pins) {
        armed += pin->armed ? 1 : 0;
        if (!pin->armed && pin->filter.hasIdleBound()) {
            reviveBelow = std::max(reviveBelow, pin->filter.idleCutoff);
        }
    }
    m_reviveBelow.store(reviveBelow, std::memory_order_relaxed);
    m_armed.store(armed, std::memory_order_release);
}

} // namespace sessiond
