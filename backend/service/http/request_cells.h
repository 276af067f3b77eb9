// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/http/routes.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>

namespace sessiond::http {

/// Every status this service answers with; one cell each.
inline constexpr std::array<unsigned, 23> kStatuses{200, 201, 202, 204, 400, 401, 403, 404, 405, 408, 409, 410,
                                                    411, 413, 415, 417, 421, 429, 431, 500, 503, 505, 0};

/// Upper bounds of the latency histogram: four an octave from 16 µs to 16 s (16 µs × 2^20 ≈ 16.8 s), without +Inf.
inline constexpr std::size_t kLatencyBounds = 81;
[[nodiscard]] const std::array<double, kLatencyBounds> &latencyBoundsSeconds();

/// What the fine histograms are kept for.
enum class LatencyClass : std::uint8_t { Validate, Login, Other, Count };
[[nodiscard]] std::string_view nameOf(LatencyClass latency);

/// The counts of one io thread. Only that thread writes, so an increment is a plain load and store; a scrape reads
/// from anywhere and sums. Aligned so that two threads never share a cache line.
class alignas(64) RequestCells
{
public:
    void count(RouteLabel label, unsigned status);
    void observe(LatencyClass latency, std::chrono::nanoseconds duration);
    void addInFlight(std::int64_t change) { add(m_inFlight, change); }
    void addConnections(std::int64_t change) { add(m_connections, change); }
    void addBytes(std::int64_t change) { add(m_bytes, change); }

    struct Totals
    {
        static constexpr std::size_t labels = static_cast<std::size_t>(RouteLabel::Count);
        static constexpr std::size_t classes = static_cast<std::size_t>(LatencyClass::Count);
        struct Latency
        {
            std::array<std::uint64_t, kLatencyBounds + 1> buckets{}; ///< not cumulative; the last is +Inf
            std::uint64_t nanoseconds = 0;
        };
        std::array<std::array<std::uint64_t, kStatuses.size()>, labels> requests{};
        std::array<Latency, classes> latency{};
        std::int64_t inFlight = 0;
        std::int64_t connections = 0;
        std::int64_t bytes = 0; ///< held by connections: objects and buffers
    };
    void addTo(Totals &totals) const;

private:
    template <typename Number>
    static void add(std::atomic<Number> &cell, Number change)
    {
        cell.store(cell.load(std::memory_order_relaxed) + change, std::memory_order_relaxed);
    }

    using Counter = std::atomic<std::uint64_t>;
    struct Latency
    {
        std::array<Counter, kLatencyBounds + 1> buckets{};
        Counter nanoseconds{0};
    };

    std::array<std::array<Counter, kStatuses.size()>, Totals::labels> m_requests{};
    std::array<Latency, Totals::classes> m_latency{};
    std::atomic<std::int64_t> m_inFlight{0};
    std::atomic<std::int64_t> m_connections{0};
    std::atomic<std::int64_t> m_bytes{0};
};

} // namespace sessiond::http
