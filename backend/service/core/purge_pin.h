// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/session_filter.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace sessiond {

/// A selector nailed down for a purge. First only watched (a preview is shown), then armed (the purge is on).
struct PurgePin
{
    SessionFilter filter;
    bool armed = false;       ///< guarded by PurgePins
    std::int64_t armedAt = 0; ///< set once, before the first purge slice
    /// Serials that were used between pin and arming. Guarded by PurgePins until then; sorted, and fixed, after.
    std::vector<std::uint64_t> revived;
};

/// The pins that look-ups must respect. Reading costs one relaxed load while there are none that matter.
class PurgePins
{
public:
    void add(std::shared_ptr<PurgePin> pin);
    void remove(const std::shared_ptr<PurgePin> &pin);

    /// From now on what the pin matches is dead: it neither validates nor comes back to life. Answers the serials
    /// that did come back since the pin was set, sorted: a journal that knows them can finish the purge after a
    /// crash.
    [[nodiscard]] std::vector<std::uint64_t> arm(PurgePin &pin, std::int64_t now);
    /// Undoes arm(), for a purge that could not be made durable.
    void disarm(PurgePin &pin);

    /// Called under the shard lock before an active session is used. False when an armed pin has claimed it. With
    /// `touching`, notes it in every watching pin that it leaves by being used.
    [[nodiscard]] bool admit(const SessionRecord &record, const Timeouts &timeouts, std::int64_t now,
                             bool touching)
    {
        const bool concernsNobody = record.lastSeen > m_reviveBelow.load(std::memory_order_relaxed) &&
                                    m_armed.load(std::memory_order_acquire) == 0;
        return concernsNobody || admitSlowly(record, timeouts, now, touching);
    }

private:
    [[nodiscard]] bool admitSlowly(const SessionRecord &record, const Timeouts &timeouts, std::int64_t now,
                                   bool touching);
    void recount();

    std::mutex m_mutex;
    std::vector<std::shared_ptr<PurgePin>> m_pins;
    std::atomic<std::int64_t> m_reviveBelow{std::numeric_limits<std::int64_t>::min()};
    std::atomic<std::uint32_t> m_armed{0};
};

} // namespace sessiond
