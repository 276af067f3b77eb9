// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/playhead/overlay.h"
#include "widgets/chart/chart_layout.h"
#include "widgets/chart/event_marks.h"
#include "widgets/chart/outlook.h"
#include "widgets/chart/plot.h"

#include <memory>
#include <optional>
#include <vector>

namespace qd {

/// Everything a pane of charts shows, without a widget: given history, visible range and size it holds the axis,
/// the plots with their pictures, the gaps and the event marks. GUI thread only.
class ChartScene
{
public:
    ChartScene();

    /// Plots of charts that were there before, even with others in between, keep what they know.
    void setCharts(std::vector<ChartSpec> specs);
    void setHistory(HistoryPtr history);
    /// What comes next is another history, whatever its generation says.
    void forgetHistory();
    /// What is drawn under it; nothing = nothing.
    void setOverlay(std::optional<Overlay> overlay);
    void setRange(TimeRange range);
    [[nodiscard]] TimeRange range() const { return m_range; }
    /// A first impression, at half the resolution in time and half the cost. Nothing is left out of it.
    void setHasty(bool hasty) { m_hasty = hasty; }
    void setSize(QSize size, double pixelRatio);
    void setTimeZone(units::Zone zone);
    /// Without a lane events stand in no chart either: they do in the pane beside it.
    void setLane(Lane lane);
    /// Room for what is expected that a pane beside it has: all keep one time axis.
    void setAhead(int width) { m_askedAhead = width; }
    /// Colours changed: every picture is drawn again.
    void restyle();
    void setShown(std::size_t chart, std::size_t trace, bool shown);
    void isolate(std::size_t chart, std::size_t trace);

    /// What update() found changed, so that only that is painted again.
    struct Change
    {
        bool everything = false;
        bool lane = false;
        std::vector<std::size_t> plots;
        [[nodiscard]] bool isNothing() const { return !everything && !lane && plots.empty(); }
    };
    /// Brings all pictures up to date with what was set since; cheap when that is nothing.
    Change update();

    [[nodiscard]] const PaneLayout &layout() const { return m_layout; }
    [[nodiscard]] QSize size() const { return m_size; }
    [[nodiscard]] const TimeAxis &axis() const { return m_axis; }
    [[nodiscard]] const std::vector<Plot> &plots() const { return m_plots; }
    [[nodiscard]] const std::vector<TimeRange> &gaps() const { return m_gaps; }
    [[nodiscard]] const std::vector<EventMark> &marks() const { return m_marks; }
    [[nodiscard]] const units::TimeTicks &ticks() const { return m_ticks; }
    [[nodiscard]] units::Zone timeZone() const { return m_zone; }
    [[nodiscard]] double pixelRatio() const { return m_pixelRatio; }
    [[nodiscard]] const std::optional<Overlay> &overlay() const { return m_overlay; }
    /// Never null.
    [[nodiscard]] const HistorySnapshot &history() const { return *m_history; }
    [[nodiscard]] std::optional<std::size_t> indexOf(ChartId id) const;
    /// What is expected of a chart; null where that is nothing.
    [[nodiscard]] const Outlook *outlook(std::size_t chart) const
    {
        return m_outlook && m_outlookOf == chart ? &*m_outlook : nullptr;
    }
    /// The room that this pane needs for it by itself.
    [[nodiscard]] int neededAhead() const { return m_outlook ? aheadFor(m_size.width()) : 0; }

    /// Between instants and x in device-independent pixels of the pane.
    [[nodiscard]] double xOf(Timestamp t) const;
    [[nodiscard]] Timestamp timeAt(double x) const;
    /// Gaps as x spans, at least three pixels wide.
    [[nodiscard]] std::vector<QRectF> gapRects(const QRect &plot) const;

private:
    void resetPlots();
    [[nodiscard]] bool updateOutlook();
    void relayout();
    void updateAxis();
    void updateLane();
    [[nodiscard]] PlotFrame frame(const PlotFrame *under) const;
    [[nodiscard]] PlotFrame underFrame() const;

    HistoryPtr m_history;
    std::optional<Overlay> m_overlay;
    std::vector<TimeRange> m_underGaps;
    TimeRange m_range;
    QSize m_size;
    double m_pixelRatio = 1;
    units::Zone m_zone = units::Zone::Utc;
    Lane m_lane = Lane::Shown;
    PaneLayout m_layout;
    TimeAxis m_axis;
    std::vector<Plot> m_plots;
    std::vector<Plot> m_parked; ///< scrolled out of sight
    std::vector<TimeRange> m_gaps;
    std::vector<EventMark> m_marks;
    std::optional<Outlook> m_outlook;
    std::size_t m_outlookOf = 0; ///< chart
    int m_askedAhead = 0;
    units::TimeTicks m_ticks;
    std::uint64_t m_laneSeq = 0;
    bool m_hasty = false;
    bool m_allDirty = true;
};

} // namespace qd
