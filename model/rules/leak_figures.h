// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/leak/leak_judge.h"
#include "model/series/series_store.h"

#include <map>

namespace qd {

/// Feeds the leak detectors with what a service's metrics say of its memory, and tells what they suspect as series
/// (derived::leakSuspected, derived::leakTimeToLimit). Of services other than sessiond it knows the process
/// metrics that Prometheus' client libraries have.
class LeakFigures
{
public:
    LeakFigures(SeriesStore &store, GroupId group, Labels target);

    /// After a scrape that succeeded: adds to the row of that time. The first call looks at what the history holds
    /// of the time before, so that a restart of the window forgets no leak.
    void tell(const SeriesSnapshot &series, Timestamp at, std::vector<SeriesValue> &row);
    [[nodiscard]] const LeakJudge &judge() const { return m_judge; }

private:
    [[nodiscard]] std::optional<LeakReading> readingOf(const SeriesSnapshot &series, Timestamp at) const;
    void tellLeak(const SeriesSnapshot &series, const LeakReading &reading, const Leak &leak,
                  std::vector<SeriesValue> &row);
    void remember(const SeriesSnapshot &series, Timestamp before);
    [[nodiscard]] std::vector<Timestamp> worthReading(const SeriesSnapshot &series, Timestamp before) const;
    void put(std::string_view name, const Labels &labels, double value, std::vector<SeriesValue> &row);

    SeriesStore &m_store;
    GroupId m_group;
    Labels m_target;
    LeakJudge m_judge;
    bool m_hasBegun = false;
    std::map<SeriesKey, SeriesHandle> m_known;
};

} // namespace qd
