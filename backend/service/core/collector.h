// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/clock.h"
#include "backend/service/core/observer.h"
#include "backend/service/core/service_config.h"
#include "backend/service/core/session_table.h"

#include <atomic>
#include <functional>

namespace sessiond {

/// Reclaims sessions that have timed out, in slices, and counts its full passes. What is retained it leaves alone:
/// that is the leak this product is about, and only a purge or a restart relieves it.
class Collector
{
public:
    /// `forget` takes the serial numbers of rows the journal may drop.
    Collector(SessionTable &table, const ServiceClock &clock, Observer *observer,
              std::function<void(std::vector<std::uint64_t>)> forget);

    /// One pass over every shard. On one thread at a time.
    /// `walkDelay`: how long a locked walk takes for each retained session, as a drill has it.
    void pass(CollectorMode mode, std::chrono::microseconds walkDelay = {});
    [[nodiscard]] std::uint64_t passes() const { return m_passes.load(std::memory_order_acquire); }
    /// Retained sessions at the end of the last pass.
    [[nodiscard]] std::uint64_t retainedAfterPass() const { return m_retainedAfterPass; }

private:
    /// At most this many removals under one lock: well under a millisecond.
    static constexpr std::size_t kSlice = 512;

    void collectSliced(std::int64_t began);
    void handOver(Removed &removed);

    SessionTable &m_table;
    const ServiceClock &m_clock;
    Observer *m_observer;
    std::function<void(std::vector<std::uint64_t>)> m_forget;
    std::atomic<std::uint64_t> m_passes{0};
    std::atomic<std::uint64_t> m_retainedAfterPass{0};
};

} // namespace sessiond
