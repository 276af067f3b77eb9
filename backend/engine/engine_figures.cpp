// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/engine_figures.h"

#include "model/rules/derived_names.h"

#include <vector>

namespace qd {

EngineFigures::EngineFigures(SeriesStore &store, const Labels &target, Millis interval)
    : m_store(store)
    , m_derived(store, target, interval)
    , m_group(store.addGroup({GroupKind::Derived, target, interval, "window"}))
    , m_restartsSeries(store.series(m_group, {"quarterdeck_restarts_total", {}}, SeriesType::Counter))
    , m_crashesSeries(store.series(m_group, {"quarterdeck_crashes_total", {}}, SeriesType::Counter))
    , m_bytesSeries(store.series(m_group, {"quarterdeck_history_bytes", {}}, SeriesType::Gauge))
    , m_failuresSeries(store.series(m_group, {"quarterdeck_scrape_failures_total", {}}, SeriesType::Counter))
    , m_surplusSeries(store.series(m_group, {std::string(derived::seriesLeftOut), {}}, SeriesType::Gauge))
    , m_recorderSeries(store.series(m_group, {"quarterdeck_recorder_stopped", {}}, SeriesType::Gauge))
{}

void EngineFigures::onScrape(Timestamp at, bool good, int surplus)
{
    m_failures += good ? 0 : 1;
    (void)m_derived.evaluate(at); // refused only where the scrape itself was: time must go forward
    std::vector values{SeriesValue{m_restartsSeries, m_restarts}, SeriesValue{m_crashesSeries, m_crashes},
                       SeriesValue{m_bytesSeries, static_cast<double>(m_store.bytes())},
                       SeriesValue{m_failuresSeries, m_failures},
                       SeriesValue{m_surplusSeries, static_cast<double>(surplus)}};
    if (m_recorderStopped)
        values.push_back({m_recorderSeries, *m_recorderStopped ? 1.0 : 0.0});
    (void)m_store.append(m_group, at, values);
}

} // namespace qd
