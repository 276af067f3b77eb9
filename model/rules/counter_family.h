// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/windowed_totals.h"
#include "model/series/series_snapshot.h"

#include <functional>
#include <string>

namespace qd {

/// What a counter's value says of what happened since the scrape before.
enum class Continuity {
    First,     ///< nothing is known from before: only where the counters stand
    Same,      ///< the same process: the difference, or all of it where it fell
    Restarted, ///< a new process, whose counters began at zero
};

/// All counters of one metric name, added up into totals. A series that first shows up while its process was being
/// watched has counted from zero (services show a status code once it has occurred), so all of it is a rise;
/// Prometheus, which looks at one series at a time, cannot know that.
class CounterFamily
{
public:
    /// Which total a series of these labels belongs to; nothing for those left out.
    using Classify = std::function<std::optional<std::size_t>(const Labels &)>;

    CounterFamily(std::string name, Labels target, Classify classify);

    /// Adds what the scrape at `at` brought. False when it had no series of this name.
    bool update(const SeriesSnapshot &series, Timestamp at, Continuity continuity, WindowedTotals &totals);

private:
    struct Counter
    {
        Labels labels;
        std::optional<std::size_t> total;
        double last = 0; ///< zero for a new one: see above
    };
    Counter &counterOf(const Labels &labels, std::size_t expectedAt);

    std::string m_name;
    Labels m_target;
    Classify m_classify;
    std::vector<Counter> m_counters; ///< sorted by labels, as a snapshot lists them
};

} // namespace qd
