// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/export_run.h"
#include "model/exchange/sample_text.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

namespace qd::exchange {

namespace {

std::string metricText(const SeriesKey &key)
{
    QJsonObject metric{{QStringLiteral("__name__"), QString::fromStdString(key.name)}};
    for (const auto &[name, value] : key.labels.pairs())
        metric.insert(QString::fromStdString(name), QString::fromStdString(value));
    return QJsonDocument(metric).toJson(QJsonDocument::Compact).toStdString();
}

/// A line a series, so that a large file can be looked at.
void writeSeries(ExportRun &run, const SeriesKey &key, const PackedSeries &series)
{
    std::string text;
    SampleCursor cursor(series, run.selection.within);
    std::int64_t written = 0;
    for (; cursor.sample(); cursor.next()) {
        if (isStaleMarker(cursor.sample()->value)) {
            ++run.staleMarkers;
            continue;
        }
        const std::int64_t at = cursor.sample()->at.time_since_epoch().count();
        text = written++ > 0 ? ",["
                             : (run.report.series > 0 ? ",\n" : "\n") + ("{\"metric\":" + metricText(key)) +
                                   ",\"values\":[[";
        appendSeconds(text, at);
        text += ",\"";
        appendNumber(text, cursor.sample()->value);
        text += "\"]";
        run.out.put(text);
        run.count(at);
    }
    if (written > 0) {
        run.out.put("]}");
        ++run.report.series;
    }
    run.repeated += cursor.dropped();
    run.damagedColumns += cursor.damaged();
}

} // namespace

Result<void> exportJson(ExportRun &run)
{
    std::vector<SeriesUnit> units;
    for (const auto &[key, entry] : run.catalog.series)
        units.push_back({key});
    run.out.put(R"({"status":"success","data":{"resultType":"matrix","result":[)");
    auto done = forEachUnit(run.reader, run.selection, run.catalog, units, exportBudget, run.stop,
                            [&](std::size_t unit, const std::vector<PackedSeries> &series) {
                                writeSeries(run, units[unit].front(), series.front());
                                run.tell(double(unit + 1) / double(units.size()));
                                return run.out.good() && !run.stop.stop_requested();
                            });
    run.out.put("\n]}}\n");
    return done;
}

} // namespace qd::exchange
