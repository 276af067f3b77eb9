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

/// What of a series is drawn.
enum class TraceMath {
    Stored,
    RatePerSecond, ///< of a counter; see model/query/counter_rate.h
    Quantile,      ///< of a histogram; `metric` is that of its buckets, `labels` all they carry but for `le`
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
    TraceMath math = TraceMath::Stored;
    bool exact = false; ///< the labels are all it carries
    double quantile = 0;
    friend bool operator==(const TraceSpec &, const TraceSpec &) = default;
};

/// Distribution drawn under the lines: cumulative Prometheus buckets, one series a bound in label `le`.
struct HeatSpec
{
    std::string bucketMetric;
    Labels labels;
    friend bool operator==(const HeatSpec &, const HeatSpec &) = default;
};

/// A dashed horizontal line at the newest value of a series.
struct LimitSpec
{
    QString label;
    std::string metric;
    Labels labels;
    friend bool operator==(const LimitSpec &, const LimitSpec &) = default;
};

/// When a value reaches the chart's first limit, as series say: seconds from each instant on.
struct OutlookSpec
{
    std::string metric; ///< of what rises
    Labels labels;
    std::string soonest, likely, latest; ///< one series of each for every thing that leaks, with the same labels
    friend bool operator==(const OutlookSpec &, const OutlookSpec &) = default;
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
    std::optional<OutlookSpec> outlook;
    int others = 0; ///< series of the same metric that are not drawn; the legend says so
    friend bool operator==(const ChartSpec &, const ChartSpec &) = default;
};

/// Memory, Latency, Sessions, Requests, Database of sessiond, in this order.
[[nodiscard]] std::vector<ChartSpec> standardCharts();

} // namespace qd
