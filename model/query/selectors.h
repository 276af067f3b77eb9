// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/evaluation.h"

namespace qd::query {

enum class SelectedFigure {
    Value,
    Time, ///< of the sample, in seconds since 1970
};

/// An instant vector: at each step each series' newest sample within the look-back, unless it is a stale marker.
[[nodiscard]] GridResult selected(Evaluation &evaluation, const Expression &where, const VectorSelector &selector,
                                  SelectedFigure figure);

/// The samples of one series of a range vector over all the ranges of a grid, without stale markers.
struct RangedSeries
{
    const KeyRef &key;
    bool nameDropped = false;
    std::span<const Sample> samples;
};
/// Length and offset of a range.
struct RangeShape
{
    Millis length{};
    Millis offset{};
};
[[nodiscard]] RangeShape shapeOfRange(const Expression &range);
/// Visits each series of a range selector or a subquery (in parentheses or not), one after the other: `samples`
/// holds until the visit ends. The first error ends it.
[[nodiscard]] QueryResult<void> forEachRanged(Evaluation &evaluation, const Expression &range,
                                              const std::function<QueryResult<void>(const RangedSeries &)> &visit);

/// The windows of a range over a grid, one after the other: they slide along the samples of one series.
class SlidingWindow
{
public:
    SlidingWindow(const Evaluation &evaluation, RangeShape shape, std::span<const Sample> samples);

    /// What the window holds at a step; steps must be asked in order.
    [[nodiscard]] std::span<const Sample> at(std::size_t step);
    [[nodiscard]] const RangeWindow &window() const { return m_window; }
    /// Place of its first sample among those of the series.
    [[nodiscard]] std::size_t first() const { return m_from; }

private:
    [[nodiscard]] std::size_t indexOf(Timestamp at) const;

    const StepGrid &m_grid;
    Millis m_offset;
    RangeWindow m_window;
    std::span<const Sample> m_samples;
    std::size_t m_from = 0;
    std::size_t m_to = 0;
};

} // namespace qd::query
