// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/panels/metric_meaning.h"
#include "model/series/series_snapshot.h"

#include <string>
#include <vector>

namespace qd {

enum class PanelKind {
    Lines,        ///< as stored
    Rates,        ///< counters, per second
    Distribution, ///< a histogram over time, one set of labels at a time
};

/// One series that a panel can draw; of a distribution, the labels that its buckets have but for `le`.
struct PanelSeries
{
    Labels labels;
    std::string name; ///< what tells it from the others of its panel: "read · sda"; empty when it is alone
    double lowest = 0;
    double highest = 0; ///< over the whole history; NaN where it never had a number
    [[nodiscard]] bool varies() const { return highest > lowest; }
};

/// Everything of one metric name in one chart.
struct Panel
{
    std::string metric; ///< as stored; of a distribution the series are of `metric` + "_bucket"
    std::string title;  ///< what its source calls it (the label `column` of an imported table), else the metric
    PanelKind kind = PanelKind::Lines;
    Unit unit = Unit::Number;
    Interest interest = Interest::Own;
    std::string group;               ///< of the chooser: the word its metrics begin with
    std::vector<PanelSeries> series; ///< what tells most first: what varies, then what is highest
    [[nodiscard]] bool varies() const { return !series.empty() && series.front().varies(); }
    [[nodiscard]] std::string seriesName() const;
};

/// The panels that show every series of a history, the most useful first: what varies before what is constant, the
/// service's own before its runtime's, bookkeeping last; by name among equals. Reads one summary a series. Any
/// thread.
[[nodiscard]] std::vector<Panel> panelsOf(const SeriesSnapshot &series);

/// How many series there are: grows when panelsOf() may say something new. Cheap.
[[nodiscard]] std::size_t seriesCount(const SeriesSnapshot &series);

/// Whether the history is of sessiond, for which there are charts by hand.
[[nodiscard]] bool knowsSessiond(const SeriesSnapshot &series);

/// Names a set of metrics, whatever their order and their labels: 16 hexadecimal digits.
[[nodiscard]] std::string fingerprint(const std::vector<Panel> &panels);

} // namespace qd
