// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace qd::traffic {

/// Upper bounds in seconds of the buckets sessiond counts latency in: four an octave from 16 µs to 16 s. What a
/// client measured can be laid beside the service's own histogram bucket by bucket.
inline constexpr std::size_t kServiceBounds = 81;
[[nodiscard]] const std::array<double, kServiceBounds> &serviceBoundsSeconds();

/// Durations counted in the manner of HdrHistogram: every microsecond for itself up to 8,192 µs, then 4,096
/// buckets an octave, so that a quantile is exact to 1 µs or 0.025 %, whichever is more. Constant size (256 KiB),
/// counts up to 134 s; longer ones count as that.
class LatencyHistogram
{
public:
    LatencyHistogram();

    void record(std::chrono::nanoseconds duration);
    void clear();

    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] double meanSeconds() const;
    [[nodiscard]] double maxSeconds() const { return double(m_maxMicros) * 1e-6; }
    /// The smallest recorded duration at or below which a share `q` of all lies, in seconds; 0 when empty.
    [[nodiscard]] double quantileSeconds(double q) const;
    /// Counts in the buckets of serviceBoundsSeconds(), not cumulative; the last is what lies above all bounds.
    [[nodiscard]] std::array<std::uint64_t, kServiceBounds + 1> inServiceBuckets() const;

private:
    std::vector<std::uint32_t> m_cells;
    std::uint64_t m_count = 0;
    std::uint64_t m_sumMicros = 0;
    std::uint64_t m_maxMicros = 0;
};

} // namespace qd::traffic
