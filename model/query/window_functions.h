// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/functions.h"
#include "model/query/range_functions.h"
#include "model/query/sliding_line.h"

namespace qd::query {

/// What is known of all samples of one series before its windows are looked at, for the functions that are cheaper
/// with it. Of no use for a single window.
struct SeriesFigures
{
    std::optional<PairCounts> resets;
    std::optional<PairCounts> changes;
    std::optional<SlidingExtreme> extreme;
    std::optional<SlidingLine> line;
    std::optional<SlidingSum> sum;

    [[nodiscard]] static SeriesFigures of(Function function, std::span<const Sample> samples);
};

/// What a function of a range is given at one step.
struct WindowInput
{
    std::span<const Sample> samples;
    RangeWindow window;
    Timestamp at{};                   ///< the step; the window ends earlier by the offset
    double parameter = 0;             ///< the scalar argument, where there is one
    std::size_t first = 0;            ///< place of the first sample in its series
    SeriesFigures *figures = nullptr; ///< of the series, whose windows must be asked for in order
};
using WindowFunction = std::optional<double> (*)(const WindowInput &);

/// rate(), *_over_time() and the like; every function that takes a range vector but absent_over_time().
[[nodiscard]] WindowFunction windowFunction(Function function);

} // namespace qd::query
