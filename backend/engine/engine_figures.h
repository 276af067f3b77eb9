// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/derived_series.h"
#include "model/series/series_store.h"

namespace qd {

/// The window's own figures and the derived series: one row of each after every scrape. Engine thread.
class EngineFigures
{
public:
    EngineFigures(SeriesStore &store, const Labels &target, Millis interval);

    /// `surplus`: series of the scrape that are not kept.
    void onScrape(Timestamp at, bool good, int surplus);
    /// The service became ready: every time but the first is a restart.
    void onStart() { m_restarts += m_started ? 1 : 0, m_started = true; }
    void onCrash() { ++m_crashes; }

private:
    SeriesStore &m_store;
    DerivedSeries m_derived;
    GroupId m_group;
    SeriesHandle m_restartsSeries, m_crashesSeries, m_bytesSeries, m_failuresSeries, m_surplusSeries;
    bool m_started = false;
    double m_restarts = 0;
    double m_crashes = 0;
    double m_failures = 0;
};

} // namespace qd
