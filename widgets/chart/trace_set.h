// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/plot_picture.h"
#include "widgets/chart/trace_columns.h"
#include "widgets/chart/trace_source.h"

#include <vector>

namespace qd {

/// What a plot is drawn from, the same for all plots of a pane.
struct PlotFrame
{
    const SeriesSnapshot &series;
    TimeAxis axis;
    std::span<const TimeRange> gaps; ///< within the axis; nothing is joined across them
    double pixelRatio = 1;
    const PlotFrame *under = nullptr; ///< what is compared with: another history, an axis of its own as wide
};

/// All traces of one chart over one history: their columns, and how they are painted.
class TraceSet
{
public:
    explicit TraceSet(std::size_t traces)
        : m_traces(traces)
    {}

    /// Brings the columns up to date; `force` makes the drawn ones anew. Returns whether any changed.
    bool update(const ChartSpec &spec, const PlotFrame &frame, bool force);
    /// Forget all columns: another history.
    void reset();

    /// Whether any trace exists in the history (not necessarily in view).
    [[nodiscard]] bool hasData() const;
    [[nodiscard]] const TraceSource &source(std::size_t trace) const { return m_traces[trace].source; }
    /// Of the traces that are shown, stacks by their sums.
    [[nodiscard]] ValueRange range(const ChartSpec &spec, const std::vector<bool> &shown) const;

    /// Adds what is shown of the traces, for a picture `rows` device pixels high.
    void addShapes(const ChartSpec &spec, const std::vector<bool> &shown, const PlotFrame &frame,
                   const ValueScale &scale, int rows, PlotShapes &into) const;
    /// As something to compare with: dashed and paler; of a stack only its top, unless a line of the chart says
    /// the same.
    void addUnderShapes(const ChartSpec &spec, const std::vector<bool> &shown, const PlotFrame &frame,
                        const ValueScale &scale, int rows, PlotShapes &into) const;

private:
    struct Trace
    {
        TraceSource source;
        std::vector<ColumnSummary> drawn; ///< the columns with their edges; see withEdges()
    };
    void addStack(const ChartSpec &spec, const std::vector<bool> &shown, const PlotFrame &frame,
                  const ValueScale &scale, int rows, PlotShapes &into) const;

    std::vector<Trace> m_traces;
};

} // namespace qd
