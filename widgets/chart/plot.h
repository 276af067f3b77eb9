// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/chart_spec.h"
#include "widgets/chart/heat_map.h"
#include "widgets/chart/trace_set.h"
#include "widgets/chart/value_scale.h"

#include <optional>
#include <vector>

namespace qd {

/// One chart without its words: columns of every trace, the vertical scale, and a picture of the data.
class Plot
{
public:
    explicit Plot(ChartSpec spec);

    [[nodiscard]] const ChartSpec &spec() const { return m_spec; }
    [[nodiscard]] const ValueScale &scale() const { return m_scale; }
    /// Transparent where there is no data; sized by render(), with its device pixel ratio set.
    [[nodiscard]] const QImage &picture() const { return m_picture.image(); }
    /// Whether any trace exists in the history (not necessarily in view).
    [[nodiscard]] bool hasData() const { return m_hasData; }

    /// Brings columns and scale up to date. Returns whether the picture must be rendered again.
    bool update(const PlotFrame &frame);
    /// Draws the data area, `rows` device pixels high.
    void render(const PlotFrame &frame, int rows);
    /// Forget all columns: another history.
    void reset();
    /// Forget the columns of what it is compared with.
    void resetUnder();
    void unsettleScale() { m_scale.unsettle(); }
    /// Keeps the limit in the scale, or at least much room below it: something is on its way there.
    void setHeadroom(bool wanted) { m_headroom = wanted; }

    [[nodiscard]] bool isShown(std::size_t trace) const { return m_shown[trace]; }
    void setShown(std::size_t trace, bool shown);
    /// Shows only this trace; again: all.
    void isolate(std::size_t trace);

    [[nodiscard]] const TraceSource &trace(std::size_t index) const { return m_traces.source(index); }
    /// The same of what is compared with; null while there is nothing.
    [[nodiscard]] const TraceSource &under(std::size_t index) const { return m_under.source(index); }
    /// The value of a limit line, when it is known.
    [[nodiscard]] std::optional<double> limit(std::size_t index) const { return m_limits[index]; }
    [[nodiscard]] bool isLimitInScale(std::size_t index) const;
    /// Row of a value in device-independent pixels from the top of a plot `height` high.
    [[nodiscard]] double yOf(double value, double height) const { return height * (1 - m_scale.share(value)); }

private:
    bool fitScale();

    ChartSpec m_spec;
    ValueScale m_scale;
    TraceSet m_traces;
    TraceSet m_under;
    std::vector<bool> m_shown;
    std::vector<std::optional<double>> m_limits;
    HeatMap m_heat;
    ValueRange m_heatRange;
    PlotPicture m_picture;
    bool m_headroom = false;
    bool m_hasData = false;
    bool m_dirty = true;
};

} // namespace qd
