// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/chart_peers.h"

#include <cmath>
#include <random>

namespace qd::bench {

namespace {

/// Gauges that wander with a daily rhythm, noise, and a spike of one sample now and then.
std::vector<double> values(std::size_t samples, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<double> noise;
    std::vector<double> out(samples);
    double walk = 0;
    for (std::size_t i = 0; i < samples; ++i) {
        walk = 0.999 * walk + 0.05 * noise(random);
        const double day = std::sin(static_cast<double>(i) / 86'400.0 * 6.283 + seed);
        out[i] = 20 + 6 * day + 2 * walk + 0.5 * noise(random);
        if (random() % 20'000 == 0) {
            out[i] += 15;
        }
    }
    return out;
}

Load empty(const char *name, std::size_t plots)
{
    return {name, Timestamp(Millis(1'724'025'600'000)), plots, {}};
}

void add(Load &load, std::size_t plot, std::size_t samples, bool stacked)
{
    const auto n = static_cast<unsigned>(load.series.size());
    load.series.push_back({"load_" + std::to_string(n), plot, stacked, values(samples, n + 1)});
}

} // namespace

Load loadS1(std::size_t samples)
{
    Load load = empty("S1", 8);
    for (std::size_t plot = 0; plot < load.plots; ++plot) {
        add(load, plot, samples, false);
    }
    return load;
}

Load loadS2(std::size_t samples)
{
    Load load = empty("S2", 8);
    for (int i = 0; i < 10; ++i) {
        add(load, 0, samples, true);
    }
    for (int i = 0; i < 3; ++i) {
        add(load, 1, samples, false);
    }
    for (std::size_t i = 0; i < 47; ++i) {
        add(load, 2 + i % 6, samples, false);
    }
    return load;
}

} // namespace qd::bench
