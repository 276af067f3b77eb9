// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/digest_index.h"
#include "backend/service/core/memory_region.h"
#include "backend/service/core/session_record.h"

#include <array>
#include <atomic>
#include <limits>
#include <mutex>

namespace sessiond {

/// One 64th of the table; sessions are spread by the first byte of their digest. Private to SessionTable.
struct SessionShard
{
    /// Address space for two million sessions; pages come as they are written.
    static constexpr std::uint32_t kMostRecords = 1u << 21;

    mutable std::mutex mutex;
    FixedRegion region{std::size_t{kMostRecords} * sizeof(SessionRecord)};
    DigestIndex index;
    std::uint32_t count = 0;
    /// No active session of the shard times out before this.
    std::atomic<std::int64_t> nextDue{std::numeric_limits<std::int64_t>::max()};
    // Written under the lock, read by whoever counts.
    std::array<std::atomic<std::uint64_t>, 3> states{};
    std::atomic<std::uint64_t> retainedData{0};
    std::atomic<std::uint64_t> regionBytes{0};
    std::atomic<std::uint64_t> indexBytes{0};

    [[nodiscard]] SessionRecord &at(std::uint32_t i) const
    {
        return reinterpret_cast<SessionRecord *>(region.data())[i];
    }
    [[nodiscard]] DigestIndex::Records records() const { return {region.data(), sizeof(SessionRecord), count}; }
    void measure()
    {
        regionBytes.store(region.used(), std::memory_order_relaxed);
        indexBytes.store(index.bytes(), std::memory_order_relaxed);
    }
};

} // namespace sessiond
