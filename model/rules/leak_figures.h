// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/leak/leak_judge.h"
#include "model/series/series_store.h"

#include <map>

namespace qd {

/// Feeds the leak detectors with what a service's metrics say of its memory, and tells what they suspect as series
/// (derived::leakSuspected, derived::leakTimeToLimit).
class LeakFigures
{
public:
    LeakFigures(SeriesStore &store, GroupId group, Labels target);

    /// Begins with what is known of the time before that of the history. Before the first tell().
    void remember(LeakJudge past) { m_judge = std::move(past); }
    /// After a scrape that succeeded: adds to the row of that time. The first call looks at what the history holds
    /// of the time before, so that a restart of the window forgets no leak.
    void tell(const SeriesSnapshot &series, Timestamp at, std::vector<SeriesValue> &row);
    [[nodiscard]] const LeakJudge &judge() const { return m_judge; }

private:
    void tellLeak(const SeriesSnapshot &series, const LeakReading &reading, const Leak &leak,
                  std::vector<SeriesValue> &row);
    void remember(const SeriesSnapshot &series, Timestamp before);
    void put(std::string_view name, const Labels &labels, double value, std::vector<SeriesValue> &row);

    SeriesStore &m_store;
    GroupId m_group;
    Labels m_target;
    LeakJudge m_judge;
    bool m_hasBegun = false;
    std::map<SeriesKey, SeriesHandle> m_known;
};

} // namespace qd
