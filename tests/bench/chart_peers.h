// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_store.h"

#include <QtWidgets/QWidget>

#include <memory>
#include <string>
#include <vector>

namespace qd::bench {

/// One series of the load, as values at one second steps since `begin`.
struct LoadSeries
{
    std::string metric;
    std::size_t plot = 0;
    bool stacked = false;
    std::vector<double> values;
};

/// S1 or S2 of docs/performance.md.
struct Load
{
    std::string name;
    Timestamp begin{};
    std::size_t plots = 0;
    std::vector<LoadSeries> series;
    [[nodiscard]] std::size_t samples() const { return series.front().values.size(); }
};
[[nodiscard]] Load loadS1(std::size_t samples);
[[nodiscard]] Load loadS2(std::size_t samples);

/// Seconds since Load::begin: peers get no epoch milliseconds, which lose precision in their axes.
struct View
{
    double from = 0;
    double to = 0;
};

/// One way of drawing the load. Each call leaves the change pending; the bench then paints.
class Peer
{
public:
    virtual ~Peer() = default;
    [[nodiscard]] virtual QString name() const = 0;
    [[nodiscard]] virtual QWidget *widget() = 0;
    virtual void show(View view) = 0;
    virtual void crosshair(double at) = 0;
    /// One more sample of every series, at `second`, and the view that follows it.
    virtual void append(double second, const std::vector<double> &values, View view) = 0;
};

[[nodiscard]] std::unique_ptr<Peer> makeOurs(const Load &load);
/// Our pictures inside a QChart that keeps its axes: what the pane would be on Qt Charts.
[[nodiscard]] std::unique_ptr<Peer> makeChartAxes(const Load &load);
/// QCustomPlot 2.1 with adaptive sampling, pen 1, no antialiasing.
[[nodiscard]] std::unique_ptr<Peer> makeCustomPlot(const Load &load);
enum class Points { Raw, Decimated };
/// QLineSeries with every point, or fed with four points a pixel column (M4) of what is visible.
[[nodiscard]] std::unique_ptr<Peer> makeLineSeries(const Load &load, Points points);

} // namespace qd::bench
