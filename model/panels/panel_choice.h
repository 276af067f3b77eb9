// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/panels/panel_catalogue.h"

#include <QtCore/QByteArray>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace qd {

/// Which panels and series are shown, as somebody chose it; what nobody touched is decided by usefulness. Names
/// and labels, so that it can be kept for the next history with the same metrics.
class PanelChoice
{
public:
    /// Drawn by themselves in one chart: as many as can be told apart.
    static constexpr std::size_t usualSeries = 8;
    /// Charts shown when nobody chose.
    static constexpr std::size_t usualPanels = 24;

    /// `usual`: what is shown of its own accord. A history with charts of its own shows none besides.
    void setUsual(const std::vector<Panel> &panels, bool none);

    [[nodiscard]] bool isShown(const Panel &panel) const;
    void setShown(const Panel &panel, bool shown);
    /// The series to draw, in the panel's order.
    [[nodiscard]] std::vector<const PanelSeries *> shownSeries(const Panel &panel) const;
    [[nodiscard]] bool isShown(const Panel &panel, const PanelSeries &series) const;
    void setShown(const Panel &panel, const PanelSeries &series, bool shown);
    /// As if nobody had chosen.
    void forget();
    [[nodiscard]] bool isTouched() const { return !m_panels.empty() || !m_series.empty(); }

    /// {"panels":{"up":false},"series":{"up":["up{job=\"a\"}"]}}
    [[nodiscard]] QByteArray toJson() const;
    /// What was kept; entries that make no sense are left out.
    [[nodiscard]] static PanelChoice fromJson(const QByteArray &json);

private:
    std::set<std::string> m_usual;
    std::map<std::string, bool> m_panels;
    std::map<std::string, std::set<Labels>> m_series;
};

} // namespace qd
