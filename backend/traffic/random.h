// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>

namespace qd::traffic {

/// splitmix64 (Steele, Lea, Flood 2014): small, and the same everywhere, which the standard's distributions are
/// not. A run with the same seed makes the same choices.
class Random
{
public:
    explicit Random(std::uint64_t seed)
        : m_state(seed)
    {}

    std::uint64_t next()
    {
        std::uint64_t z = (m_state += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }

    /// Uniform in [0, 1).
    double uniform() { return double(next() >> 11) * 0x1.0p-53; }

    bool chance(double probability) { return uniform() < probability; }

    /// Exponential with the given mean, cut at ten means so that no user sleeps through the run.
    double exponential(double mean) { return std::fmin(-std::log1p(-uniform()), 10.0) * mean; }

private:
    std::uint64_t m_state;
};

} // namespace qd::traffic
