// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/chart_spec.h"

#include <vector>

namespace qd {

/// Which of the charts stand in a pane: as many as can be read at its height, from the first one scrolled to on.
class ChartShelf
{
public:
    /// All charts, in order. Stays where it is scrolled to, as far as there are charts.
    void setCharts(std::vector<ChartSpec> charts);
    /// Of the pane, in device-independent pixels. Returns whether other charts stand in it now.
    bool setHeight(int height);
    /// The chart that is to be the topmost; clamped. Returns whether other charts stand in the pane now.
    bool scrollTo(int first);
    /// Scrolls no more than it takes to have this chart in the pane.
    bool reveal(ChartId id);

    [[nodiscard]] const std::vector<ChartSpec> &charts() const { return m_charts; }
    [[nodiscard]] int first() const { return m_first; }
    [[nodiscard]] int lastFirst() const; ///< scrolled to the end
    [[nodiscard]] int count() const;     ///< that stand in the pane
    [[nodiscard]] std::vector<ChartSpec> standing() const;

private:
    [[nodiscard]] int countFrom(int first) const;

    std::vector<ChartSpec> m_charts;
    int m_first = 0;
    int m_height = 0;
};

} // namespace qd
