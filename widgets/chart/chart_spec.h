// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/labels.h"
#include "widgets/chart/chart_unit.h"
#include "widgets/chart/value_scale.h"

#include <QtGui/QColor>

#include <optional>
#include <vector>

namespace qd {

/// Names a chart of the pane. Panels of a foreign history get numbers from FirstForeign on.
enum class ChartId : int { Memory, Latency, Sessions, Requests, Database, FirstForeign = 100 };

enum class TraceStyle {
    Line,
    Stack, ///< filled, on top of the stack traces named before it
};

/// One series of a chart.
struct TraceSpec
{
    QString label;
    std::string metric;
    Labels labels; ///< the first series of that name that carries these
    QColor color;  ///< invalid = the theme's text colour
    TraceStyle style = TraceStyle::Line;
    double width = 1.4;   ///< of the line, in device-independent pixels
    bool primary = false; ///< whose figures a marked span shows
    QString shortLabel;   ///< for a narrow legend; empty = the label
    int importance = 0;   ///< in a legend without room for all
};

/// Distribution drawn under the lines: cumulative Prometheus buckets, one series a bound in label `le`.
struct HeatSpec
{
    std::string bucketMetric;
    Labels labels;
};

/// A dashed horizontal line at the newest value of a series.
struct LimitSpec
{
    QString label;
    std::string metric;
    Labels labels;
};

/// Everything that makes a chart; a history with other metrics only needs other specs.
struct ChartSpec
{
    ChartId id = ChartId::FirstForeign;
    QString title;
    QString subtitle; ///< "by component"; the unit is added behind it
    Unit unit = Unit::Number;
    ScaleKind scale = ScaleKind::Linear;
    double lowestDecade = 1e-4; ///< of a logarithmic scale without data, in stored units
    double highestDecade = 1e-1;
    double weight = 1;  ///< share of the height
    QString waitingFor; ///< said while there is no data: "the first scrape"
    std::vector<TraceSpec> traces;
    std::optional<HeatSpec> heat;
    std::vector<LimitSpec> limits;
};

/// Memory, Latency, Sessions, Requests, Database of sessiond, in this order.
[[nodiscard]] std::vector<ChartSpec> standardCharts();

} // namespace qd
