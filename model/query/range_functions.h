// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <optional>
#include <span>
#include <vector>

/// Functions over the samples of one series in a window, with the meaning they have in Prometheus 3
/// (prometheus.io/docs/prometheus/latest/querying/functions; promql/functions.go). Samples are in order of time,
/// lie in the window and hold no stale markers: collect() sees to it. No answer where Prometheus gives no sample.
namespace qd::query {

/// Prometheus 3 leaves out a sample that lies exactly on the beginning of a range, 2.x takes it in.
enum class RangeBoundary { LeftOpen, Closed };

/// Whether a counter may have begun again between samples: who knows that it has not spares a walk through them.
enum class Resets { ToBeFound, None };

/// The range `[length]` of an expression evaluated at `end`: (end - length, end].
struct RangeWindow
{
    Timestamp end{};
    Millis length{};
    RangeBoundary boundary = RangeBoundary::LeftOpen;

    [[nodiscard]] Timestamp begin() const { return end - length; }
    /// The same as a half-open span of whole milliseconds.
    [[nodiscard]] TimeRange range() const
    {
        return {boundary == RangeBoundary::LeftOpen ? begin() + Millis(1) : begin(), end + Millis(1)};
    }
};

/// Replaces `out` by the samples of the series in the window, without stale markers.
void collect(const SeriesView &series, const RangeWindow &window, std::vector<Sample> &out);

/// Rise of a counter over the window, resets allowed for, extrapolated to the window's ends: all the way where the
/// first (last) sample is nearer than 1.1 average intervals, else by half an interval, and never back beyond the
/// time at which the counter would have been zero. Needs two samples.
[[nodiscard]] std::optional<double> increase(std::span<const Sample> samples, const RangeWindow &window,
                                             Resets resets = Resets::ToBeFound);
/// increase() per second of the window.
[[nodiscard]] std::optional<double> rate(std::span<const Sample> samples, const RangeWindow &window,
                                         Resets resets = Resets::ToBeFound);
/// Difference of a gauge over the window, extrapolated as above without regard to zero and resets.
[[nodiscard]] std::optional<double> delta(std::span<const Sample> samples, const RangeWindow &window);
/// Rate per second between the last two samples; a fall is a reset, and then counts from zero.
[[nodiscard]] std::optional<double> irate(std::span<const Sample> samples);
/// Difference of the last two samples.
[[nodiscard]] std::optional<double> idelta(std::span<const Sample> samples);

/// Sum with Kahan-Neumaier compensation.
[[nodiscard]] std::optional<double> sumOverTime(std::span<const Sample> samples);
/// Mean by the same sum; when that overflows, by increments.
[[nodiscard]] std::optional<double> avgOverTime(std::span<const Sample> samples);
/// NaN only where every sample is.
[[nodiscard]] std::optional<double> minOverTime(std::span<const Sample> samples);
[[nodiscard]] std::optional<double> maxOverTime(std::span<const Sample> samples);

} // namespace qd::query
