// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/latency.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace qd::traffic {

namespace {

constexpr unsigned exactBits = 13;
constexpr std::uint64_t exactCells = 1u << exactBits;
constexpr std::uint64_t octaveCells = exactCells / 2;
constexpr unsigned octaves = 14;
constexpr std::uint64_t longestMicros = (exactCells << octaves) - 1;

std::size_t cellOf(std::uint64_t micros)
{
    if (micros < exactCells) {
        return micros;
    }
    const unsigned shift = unsigned(std::bit_width(micros)) - exactBits;
    return exactCells + (shift - 1) * octaveCells + (micros >> shift) - octaveCells;
}

/// The middle of what a cell holds, in microseconds.
double microsOf(std::size_t cell)
{
    if (cell < exactCells) {
        return double(cell);
    }
    const std::uint64_t shift = (cell - exactCells) / octaveCells + 1;
    const std::uint64_t lowest = ((cell - exactCells) % octaveCells + octaveCells) << shift;
    return double(lowest) + double((1ull << shift) - 1) / 2;
}

} // namespace

const std::array<double, kServiceBounds> &serviceBoundsSeconds()
{
    static const auto bounds = [] {
        std::array<double, kServiceBounds> made{};
        for (std::size_t i = 0; i < made.size(); ++i) {
            made[i] = 16e-6 * std::exp2(double(i) / 4);
        }
        return made;
    }();
    return bounds;
}

LatencyHistogram::LatencyHistogram()
    : m_cells(exactCells + octaves * octaveCells)
{}

void LatencyHistogram::record(std::chrono::nanoseconds duration)
{
    const auto rounded = (std::max<std::int64_t>(duration.count(), 0) + 500) / 1000;
    const std::uint64_t micros = std::min(std::uint64_t(rounded), longestMicros);
    ++m_cells[cellOf(micros)];
    ++m_count;
    m_sumMicros += micros;
    m_maxMicros = std::max(m_maxMicros, micros);
}

void LatencyHistogram::clear()
{
    std::fill(m_cells.begin(), m_cells.end(), 0);
    m_count = m_sumMicros = m_maxMicros = 0;
}

double LatencyHistogram::meanSeconds() const
{
    return m_count == 0 ? 0 : double(m_sumMicros) / double(m_count) * 1e-6;
}

double LatencyHistogram::quantileSeconds(double q) const
{
    if (m_count == 0) {
        return 0;
    }
    const double wanted = std::clamp(std::ceil(q * double(m_count)), 1.0, double(m_count));
    std::uint64_t seen = 0;
    for (std::size_t cell = 0; cell < m_cells.size(); ++cell) {
        seen += m_cells[cell];
        if (double(seen) >= wanted) {
            return microsOf(cell) * 1e-6;
        }
    }
    return maxSeconds();
}

std::array<std::uint64_t, kServiceBounds + 1> LatencyHistogram::inServiceBuckets() const
{
    std::array<std::uint64_t, kServiceBounds + 1> buckets{};
    std::size_t bucket = 0;
    for (std::size_t cell = 0; cell < m_cells.size(); ++cell) {
        while (bucket < kServiceBounds && microsOf(cell) * 1e-6 > serviceBoundsSeconds()[bucket]) {
            ++bucket;
        }
        buckets[bucket] += m_cells[cell];
    }
    return buckets;
}

} // namespace qd::traffic
