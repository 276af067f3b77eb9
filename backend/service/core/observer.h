// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "backend/service/core/service_types.h"

namespace sessiond {

/// Queries whose time is measured; values of the label `query`.
enum class Query : std::uint8_t { AccountLookup, Me, Commit, Users, Audit };
inline constexpr std::size_t kQueries = 5;
[[nodiscard]] std::string_view toText(Query query);

/// Receives measurements from the core's threads. Implementations are safe to call from any thread and never
/// block.
class Observer
{
public:
    virtual ~Observer() = default;
    /// One database query took this long, delays of a drill included.
    virtual void databaseQuery(Query query, std::chrono::nanoseconds took) = 0;
    /// One full collector pass took this long.
    virtual void collectorPass(std::chrono::nanoseconds took) = 0;
};

/// Everything countable, read in O(shards) without stopping anybody.
struct Counters
{
    std::array<std::uint64_t, 3> sessions{}; ///< now, by SessionState
    std::uint64_t retainedAfterPass = 0;     ///< measured at the end of the last pass
    std::uint64_t created = 0;
    std::array<std::uint64_t, kEndReasons> ended{}; ///< by EndReason
    std::uint64_t collected = 0;
    std::uint64_t collectorPasses = 0;
    std::uint64_t hashQueue = 0;    ///< waiting, not counting those being hashed
    std::uint64_t hashesActive = 0; ///< being hashed now
    bool journalHealthy = true;
};

/// Bytes in use by component, each measured where it is held.
struct MemoryReport
{
    std::uint64_t sessions = 0;    ///< records, index, interned users and addresses; without what is retained
    std::uint64_t sessionData = 0; ///< without what is retained
    std::uint64_t retained = 0;    ///< records, index share and data of retained sessions
    std::uint64_t journal = 0;
    std::uint64_t accounts = 0;
    std::uint64_t hashing = 0;
};

} // namespace sessiond
