// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/observer.h"

#include <array>
#include <atomic>
#include <chrono>

namespace sessiond::http {

/// Eight buckets for what happens thousands of times a second at most. Any thread may add.
class CoarseHistogram
{
public:
    static constexpr std::array<double, 8> bounds{0.0001, 0.0005, 0.002, 0.01, 0.05, 0.1, 0.5, 2.5}; ///< seconds

    void add(std::chrono::nanoseconds took);
    [[nodiscard]] std::array<std::uint64_t, bounds.size() + 1> buckets() const; ///< not cumulative
    [[nodiscard]] double sum() const;                                           ///< seconds

private:
    std::array<std::atomic<std::uint64_t>, bounds.size() + 1> m_buckets{};
    std::atomic<std::uint64_t> m_nanoseconds{0};
};

/// Keeps what the core measures until a scrape asks.
class CoreHistograms final : public Observer
{
public:
    void databaseQuery(Query query, std::chrono::nanoseconds took) override;
    void collectorPass(std::chrono::nanoseconds took) override;

    [[nodiscard]] const CoarseHistogram &queries(Query query) const
    {
        return m_queries[static_cast<std::size_t>(query)];
    }
    [[nodiscard]] const CoarseHistogram &passes() const { return m_passes; }

private:
    std::array<CoarseHistogram, kQueries> m_queries;
    CoarseHistogram m_passes;
};

} // namespace sessiond::http
