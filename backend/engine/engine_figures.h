// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/derived_series.h"
#include "model/series/series_store.h"

#include <optional>

namespace qd {

/// The window's own figures and the derived series: one row of each after every scrape. Engine thread.
class EngineFigures
{
public:
    EngineFigures(SeriesStore &store, const Labels &target, Millis interval);

    /// What the leak detectors know of the time before that of the store. Before the first scrape.
    void remember(LeakJudge leaks) { m_derived.remember(std::move(leaks)); }
    /// `surplus`: series of the scrape that are not kept.
    void onScrape(Timestamp at, bool good, int surplus);
    /// The service became ready: every time but the first is a restart.
    void onStart() { m_restarts += m_started ? 1 : 0, m_started = true; }
    void onCrash() { ++m_crashes; }
    /// Whether the flight recorder writes nothing any more; nothing where there is none.
    void onRecorder(std::optional<bool> stopped) { m_recorderStopped = stopped; }

private:
    SeriesStore &m_store;
    DerivedSeries m_derived;
    GroupId m_group;
    SeriesHandle m_restartsSeries, m_crashesSeries, m_bytesSeries, m_failuresSeries, m_surplusSeries,
        m_recorderSeries;
    bool m_started = false;
    double m_restarts = 0;
    double m_crashes = 0;
    double m_failures = 0;
    std::optional<bool> m_recorderStopped;
};

} // namespace qd
