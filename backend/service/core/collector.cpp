// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/collector.h"

#include <malloc.h>
#include <thread>
#include <utility>

namespace sessiond {
namespace {
// Returning malloc's free pages walks all arenas; worth it only after a pass that freed a lot.
constexpr std::uint64_t kManyCollected = 10'000;
} // namespace

Collector::Collector(SessionTable &table, const ServiceClock &clock, Observer *observer,
                     std::function<void(std::vector<std::uint64_t>)> forget)
    : m_table(table)
    , m_clock(clock)
    , m_observer(observer)
    , m_forget(std::move(forget))
{}

void Collector::pass(CollectorMode mode, std::chrono::microseconds walkDelay)
{
    const auto started = SteadyClock::now();
    const std::uint64_t collectedBefore = m_table.collected();
    const std::int64_t began = m_clock.now().time_since_epoch().count();
    if (mode == CollectorMode::WalkLocked) {
        Removed removed;
        m_table.collectStoppingEverything(began, walkDelay, removed);
        handOver(removed);
    } else {
        collectSliced(began);
    }
    for (std::size_t shard = 0; shard < SessionTable::kShards; ++shard) {
        m_table.retainMissed(shard, began);
    }
    m_table.trim();
    if (m_table.collected() - collectedBefore > kManyCollected) {
        malloc_trim(0);
    }
    m_retainedAfterPass = m_table.count(SessionState::Retained);
    // A scrape that sees the new pass must see the count measured at its end.
    m_passes.fetch_add(1, std::memory_order_release);
    if (m_observer != nullptr) {
        m_observer->collectorPass(SteadyClock::now() - started);
    }
}

void Collector::collectSliced(std::int64_t began)
{
    for (std::size_t shard = 0; shard < SessionTable::kShards; ++shard) {
        Removed removed;
        for (std::uint32_t cursor = kNone; cursor != 0;) {
            m_table.collect(shard, began, kSlice, cursor, removed);
            std::this_thread::yield();
        }
        handOver(removed);
    }
}

void Collector::handOver(Removed &removed)
{
    if (!removed.serials.empty()) {
        m_forget(std::move(removed.serials));
        removed = {};
    }
}

} // namespace sessiond
