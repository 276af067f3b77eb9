// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/export_run.h"
#include "model/exchange/open_metrics_families.h"
#include "model/exchange/sample_text.h"
#include "model/series/parsed_sample.h"

#include <algorithm>

namespace qd::exchange {

namespace {

/// A series on its way out.
struct Lane
{
    std::string text;
    SampleCursor cursor;
    bool written = false;
};

/// Writes the metrics of one plan, a unit at a time.
class OpenMetricsWriter
{
public:
    OpenMetricsWriter(ExportRun &run, const OpenMetricsPlan &plan)
        : m_run(run)
    {
        for (const MetricFamily &family : plan.families) {
            for (const SeriesUnit &unit : family.metrics) {
                m_units.push_back(unit);
                m_families.push_back(&family);
            }
        }
    }

    [[nodiscard]] const std::vector<SeriesUnit> &units() const { return m_units; }

    bool write(std::size_t unit, const std::vector<PackedSeries> &series)
    {
        std::vector<Lane> lanes;
        for (std::size_t i = 0; i < series.size(); ++i)
            lanes.push_back({seriesText(m_units[unit][i]), SampleCursor(series[i], m_run.selection.within)});
        // A metric's parts stand together at each of its times, and its times rise.
        while (const auto at = earliest(lanes)) {
            for (Lane &lane : lanes) {
                if (lane.cursor.sample() && lane.cursor.sample()->at == *at)
                    writeSample(*m_families[unit], lane);
            }
        }
        for (const Lane &lane : lanes) {
            m_run.repeated += lane.cursor.dropped();
            m_run.damagedColumns += lane.cursor.damaged();
            m_run.report.series += lane.written ? 1 : 0;
        }
        m_run.tell(double(unit + 1) / double(m_units.size()));
        return m_run.out.good() && !m_run.stop.stop_requested();
    }

private:
    static std::optional<Timestamp> earliest(const std::vector<Lane> &lanes)
    {
        std::optional<Timestamp> at;
        for (const Lane &lane : lanes) {
            if (const auto &sample = lane.cursor.sample())
                at = at ? std::min(*at, sample->at) : sample->at;
        }
        return at;
    }

    void writeSample(const MetricFamily &family, Lane &lane)
    {
        const Sample sample = *lane.cursor.sample();
        lane.cursor.next();
        if (isStaleMarker(sample.value)) {
            ++m_run.staleMarkers;
            return;
        }
        m_line.clear();
        if (m_open != &family)
            m_line += "# TYPE " + family.name + ' ' + std::string(family.type) + '\n';
        m_open = &family;
        const std::int64_t at = sample.at.time_since_epoch().count();
        m_line += lane.text + ' ';
        appendNumber(m_line, sample.value);
        m_line += ' ';
        appendSeconds(m_line, at);
        m_line += '\n';
        m_run.out.put(m_line);
        m_run.count(at);
        lane.written = true;
    }

    ExportRun &m_run;
    std::vector<SeriesUnit> m_units;
    std::vector<const MetricFamily *> m_families; ///< of each unit
    const MetricFamily *m_open = nullptr;         ///< whose TYPE line was written last
    std::string m_line;
};

} // namespace

Result<void> exportOpenMetrics(ExportRun &run)
{
    const OpenMetricsPlan plan = planOpenMetrics(run.catalog);
    run.unnamed = plan.unnamed;
    OpenMetricsWriter writer(run, plan);
    auto done = forEachUnit(
        run.reader, run.selection, run.catalog, writer.units(), exportBudget, run.stop,
        [&](std::size_t unit, const std::vector<PackedSeries> &series) { return writer.write(unit, series); });
    run.out.put("# EOF\n");
    return done;
}

} // namespace qd::exchange
