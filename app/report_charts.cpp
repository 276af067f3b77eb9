// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report_charts.h"

#include "model/panels/panel_catalogue.h"
#include "widgets/chart/panel_charts.h"

#include <algorithm>

namespace qd {

namespace {

constexpr std::size_t mostPanels = 12;

} // namespace

std::vector<ChartSpec> reportCharts(const SeriesSnapshot &series)
{
    if (knowsSessiond(series))
        return standardCharts();
    const std::vector<Panel> panels = panelsOf(series);
    PanelChoice choice;
    choice.setUsual(panels, false);
    std::vector<ChartSpec> charts = panelCharts(panels, choice, series);
    charts.resize(std::min(charts.size(), mostPanels));
    return charts;
}

QString remarkOf(const ServiceStatus &status)
{
    return status.provenance == u"real" ? QString() : status.provenance;
}

} // namespace qd
