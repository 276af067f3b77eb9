// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/panel_charts.h"

#include "model/query/histogram_quantile.h"
#include "widgets/shared/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace qd {

namespace {

QString text(std::string_view words)
{
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

QString labelOf(const PanelSeries &series)
{
    return series.name.empty() ? QStringLiteral("value") : text(series.name);
}

void addLines(ChartSpec &chart, const Panel &panel, const std::vector<const PanelSeries *> &shown)
{
    for (const PanelSeries *series : shown) {
        TraceSpec trace;
        trace.label = labelOf(*series);
        trace.metric = panel.metric;
        trace.labels = series->labels;
        trace.exact = true;
        trace.color = lineColors()[chart.traces.size() % lineColors().size()];
        trace.primary = chart.traces.empty();
        trace.importance = -static_cast<int>(chart.traces.size()); // what tells most comes first
        trace.math = panel.kind == PanelKind::Rates ? TraceMath::RatePerSecond : TraceMath::Stored;
        chart.traces.push_back(std::move(trace));
    }
}

/// A distribution and its quantiles over powers of ten that hold all bounds.
void addHeat(ChartSpec &chart, const Panel &panel, const PanelSeries &series, const SeriesSnapshot &snapshot)
{
    chart.heat = HeatSpec{panel.seriesName(), series.labels};
    const auto quantile = [&](const QString &label, double q, const QColor &color) {
        TraceSpec trace;
        trace.label = label;
        trace.metric = panel.seriesName();
        trace.labels = series.labels;
        trace.math = TraceMath::Quantile;
        trace.quantile = q;
        trace.color = color;
        chart.traces.push_back(std::move(trace));
    };
    quantile(QStringLiteral("p50"), 0.5, series_color::p50);
    quantile(QStringLiteral("p95"), 0.95, series_color::p95);
    quantile(QStringLiteral("p99"), 0.99, series_color::p99);
    chart.traces.back().primary = true;
    double lowest = std::numeric_limits<double>::infinity();
    double highest = 0;
    for (const SeriesView &bucket : snapshot.select(panel.seriesName(), series.labels)) {
        const auto bound = query::bucketBound(bucket.key().labels.value("le"));
        if (bound && std::isfinite(*bound) && *bound > 0) {
            lowest = std::min(lowest, *bound);
            highest = std::max(highest, *bound);
        }
    }
    if (highest > 0) {
        chart.scale = ScaleKind::Logarithmic;
        chart.lowestDecade = std::pow(10, std::floor(std::log10(lowest)));
        chart.highestDecade = std::max(chart.lowestDecade * 10, std::pow(10, std::ceil(std::log10(highest))));
    }
}

} // namespace

const std::array<QColor, 8> &lineColors()
{
    static const std::array<QColor, 8> colors{
        series_color::sessions, series_color::retained,    series_color::journal, series_color::http,
        series_color::accounts, series_color::sessionData, series_color::hashing, series_color::unaccounted};
    return colors;
}

ChartSpec panelChart(const Panel &panel, const PanelChoice &choice, ChartId id, const SeriesSnapshot &snapshot)
{
    ChartSpec chart;
    chart.id = id;
    chart.title = text(panel.title);
    chart.unit = panel.unit;
    const auto shown = choice.shownSeries(panel);
    if (panel.kind == PanelKind::Distribution) {
        if (!shown.empty()) {
            chart.subtitle = text(shown.front()->name);
            addHeat(chart, panel, *shown.front(), snapshot);
        }
    } else {
        chart.scale = panel.kind == PanelKind::Lines ? ScaleKind::Close : ScaleKind::Linear;
        addLines(chart, panel, shown);
    }
    chart.others = static_cast<int>(panel.series.size() - shown.size());
    return chart;
}

std::vector<ChartSpec> panelCharts(const std::vector<Panel> &panels, const PanelChoice &choice,
                                   const SeriesSnapshot &snapshot)
{
    std::vector<ChartSpec> charts;
    int id = static_cast<int>(ChartId::FirstForeign);
    for (const Panel &panel : panels) {
        if (choice.isShown(panel)) {
            charts.push_back(panelChart(panel, choice, ChartId(id), snapshot));
        }
        ++id;
    }
    return charts;
}

} // namespace qd
