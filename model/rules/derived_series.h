// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/leak/leak_judge.h"
#include "model/series/series_store.h"

#include <memory>

namespace qd {

/// Computes the series of derived_names.h from sessiond's own metrics, and appends them to the same store in a
/// group of their own. Engine thread; needs well under a millisecond a scrape, whatever the windows: it keeps
/// running totals instead of reading windows again.
///
/// Counts are exact differences between scrapes, not extrapolated as Prometheus' increase(): "n = 37" is 37. A
/// restart of the process (process_start_time_seconds, or a counter that falls) counts from zero.
class DerivedSeries
{
public:
    /// `target` are the labels of the watched group; they are on every series read and written.
    DerivedSeries(SeriesStore &store, const Labels &target, Millis interval);
    ~DerivedSeries();
    DerivedSeries(const DerivedSeries &) = delete;
    DerivedSeries &operator=(const DerivedSeries &) = delete;

    /// Call after each appendScrape() or appendFailure() with its time. After a failure, and where inputs are
    /// missing, the series get stale markers. Conflict when `at` is not later than the time before.
    [[nodiscard]] Result<void> evaluate(Timestamp at);
    /// What the leak detectors know of the time before that of the store. Before the first evaluate().
    void remember(LeakJudge leaks);

private:
    class Rules;
    std::unique_ptr<Rules> m_rules;
};

} // namespace qd
