// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace qd::query {

/// What can be named in an expression over a history: its metrics, their labels and the values of these. Immutable
/// once made; any thread.
class SeriesCatalogue
{
public:
    /// Values of one label of one metric beyond this are left out: nobody chooses among more.
    static constexpr std::size_t mostValues = 1000;

    SeriesCatalogue() = default;
    /// Looks at each series once; what it has so far when it is asked to stop.
    explicit SeriesCatalogue(const SeriesSnapshot &history, const std::stop_token &stop = {});

    [[nodiscard]] std::vector<std::string> metrics() const;
    [[nodiscard]] bool hasMetric(const std::string &name) const { return m_metrics.contains(name); }
    /// Of these metrics, each once and sorted; of all when none of them is known.
    [[nodiscard]] std::vector<std::string> labelNames(const std::vector<std::string> &metrics) const;
    [[nodiscard]] std::vector<std::string> labelValues(const std::vector<std::string> &metrics,
                                                       const std::string &label) const;

private:
    using Values = std::set<std::string, std::less<>>;
    using LabelValues = std::map<std::string, Values, std::less<>>;
    [[nodiscard]] std::vector<const LabelValues *> of(const std::vector<std::string> &metrics) const;

    std::map<std::string, LabelValues, std::less<>> m_metrics;
};

} // namespace qd::query
