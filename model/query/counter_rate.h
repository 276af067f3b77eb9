// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <deque>
#include <optional>
#include <vector>

/// Counters as rates for drawing: a rate at each sample, over the samples shortly before it. Not extrapolated as
/// rate() of Prometheus is (range_functions.h): the line is the rise that was seen over the time it took.
namespace qd::query {

/// How far back a drawn rate reaches: four scrape intervals, as Grafana's $__rate_interval, so that a counter that
/// moves by ones is a calm line; a pixel column where that is wider.
[[nodiscard]] Millis rateWindow(Millis interval, Millis column);

/// Samples further apart than this are not one line: Prometheus' look-back, or 2.5 intervals of slower sources.
[[nodiscard]] Millis longestJoin(Millis interval);

/// The rates of one counter, point after point in order of time. A fall is a reset, and then it counts from zero;
/// nothing is known across a stale marker.
class RateWalk
{
public:
    RateWalk(Millis window, Millis furthest)
        : m_window(window)
        , m_furthest(furthest)
    {}

    /// Samples that were summarised: the first one, what the counter rose by up to the last one, and that one with
    /// its time. Gives the rate per second from the earliest point within the window to this one, or from the
    /// point before where that is older, but not older than `furthest`. Nothing for a point without such a one
    /// before it.
    std::optional<double> add(Timestamp at, double first, double risen, double last);
    std::optional<double> add(const Sample &sample) { return add(sample.at, sample.value, 0, sample.value); }
    /// The series ended here.
    void breakOff() { m_points.clear(); }

private:
    struct Point
    {
        Timestamp at;
        double total; ///< risen since the walk began
    };
    std::deque<Point> m_points; ///< within the window, and one before it
    double m_last = 0;
    Millis m_window;
    Millis m_furthest;
};

/// The rate per second at each sample in `range`, from samples that may lie before it; a stale marker where the
/// counter has one.
[[nodiscard]] std::vector<Sample> rates(const SeriesView &counter, TimeRange range, Millis window);

/// The rate at the newest sample at or before `at`, not older than `lookBack` and not stale.
[[nodiscard]] std::optional<Sample> rateAt(const SeriesView &counter, Timestamp at, Millis window,
                                           Millis lookBack);

} // namespace qd::query
