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

    void onScrape(Timestamp at, bool good);
    void onRestart() { ++m_restarts; }
    void onDeath() { ++m_crashes; }

private:
    SeriesStore &m_store;
    GroupId m_group;
    SeriesHandle m_restartsSeries, m_crashesSeries, m_bytesSeries, m_failuresSeries;
    double m_restarts = 0;
    double m_crashes = 0;
    double m_failures = 0;
};

} // namespace qd
