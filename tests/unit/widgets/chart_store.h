// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_store.h"

#include <string>
#include <utility>
#include <vector>

namespace qd::test {

/// A store with one scraped target at one second steps, for drawing from.
class ChartStore
{
public:
    static constexpr Millis step{1000};
    static inline const Timestamp begin{Millis(1'724'155'200'000)};

    [[nodiscard]] static Timestamp at(int second) { return begin + step * second; }

    using Row = std::vector<std::pair<std::string, double>>;
    void scrape(int second, const Row &row)
    {
        std::vector<ParsedSample> samples;
        for (const auto &[name, value] : row) {
            samples.push_back({name, value, SeriesType::Gauge});
        }
        (void)m_store.appendScrape(m_group, at(second), samples, 0.001);
    }
    void fail(int second) { (void)m_store.appendFailure(m_group, at(second), 0.001); }
    [[nodiscard]] SeriesSnapshot snapshot() { return m_store.snapshot(); }

    /// `interval`: how often it says it is scraped; a silence much longer is a gap.
    explicit ChartStore(Millis interval = step)
        : m_group(m_store.addGroup({GroupKind::Scraped, Labels({{"job", "test"}}), interval}))
    {}

private:
    SeriesStore m_store;
    GroupId m_group;
};

} // namespace qd::test
