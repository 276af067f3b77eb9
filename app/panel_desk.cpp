// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panel_desk.h"

#include "app/settings.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/chart/overview_strip.h"
#include "widgets/chart/panel_charts.h"
#include "widgets/series/series_model.h"
#include "widgets/series/series_panel.h"

#include <algorithm>

namespace qd {

namespace {

/// Before that nearly everything is constant.
constexpr Millis enoughToJudge = std::chrono::minutes(1);

} // namespace

PanelDesk::PanelDesk(ChartPane &charts, OverviewStrip &overview, SeriesPanel &series, Settings &settings,
                     QObject *parent)
    : QObject(parent)
    , m_charts(charts)
    , m_overview(overview)
    , m_series(series)
    , m_settings(settings)
    , m_history(std::make_shared<HistorySnapshot>())
{
    connect(series.model(), &SeriesModel::choiceChanged, this, [this] {
        keepChoice();
        showCharts();
        showOverview();
    });
    connect(&charts, &ChartPane::othersWanted, this, &PanelDesk::openOthers);
}

void PanelDesk::setHistory(const HistoryPtr &history)
{
    m_history = history;
    const std::size_t count = seriesCount(history->series);
    const bool grown = m_early && m_foreign && history->series.extent().length() >= enoughToJudge;
    if (count != m_seriesSeen || grown) {
        m_seriesSeen = count;
        derive();
    }
}

void PanelDesk::forgetHistory()
{
    m_history = std::make_shared<HistorySnapshot>();
    m_seriesSeen = 0;
    m_fingerprint.clear();
    derive();
}

void PanelDesk::derive()
{
    std::vector<Panel> panels = panelsOf(m_history->series);
    m_early = m_history->series.extent().length() < enoughToJudge;
    const bool foreign =
        !panels.empty() && !knowsSessiond(m_history->series) && std::ranges::any_of(panels, [](const Panel &p) {
            return p.metric != "up" && !p.metric.starts_with("scrape_");
        });
    // Names of our own metrics come and go with what the service did; one choice serves them all.
    const QString print = foreign ? QString::fromStdString(fingerprint(panels)) : QStringLiteral("sessiond");
    PanelChoice choice = m_series.model()->choice();
    if (print != m_fingerprint) {
        const QByteArray kept = m_settings.panelChoice(print);
        const bool another = m_fingerprint.isEmpty() || foreign != m_foreign;
        choice = kept.isEmpty() && !another ? choice : PanelChoice::fromJson(kept);
    }
    m_fingerprint = print;
    choice.setUsual(panels, !foreign);
    const bool changed = std::exchange(m_foreign, foreign) != foreign;
    m_series.model()->setCatalogue(std::move(panels), std::move(choice));
    showCharts();
    showOverview();
    if (changed) {
        Q_EMIT foreignChanged(foreign);
    }
}

void PanelDesk::showCharts()
{
    std::vector<ChartSpec> charts;
    if (!m_foreign) {
        charts = standardCharts();
    }
    const SeriesModel &model = *m_series.model();
    for (ChartSpec &chart : panelCharts(model.panels(), model.choice(), m_history->series)) {
        charts.push_back(std::move(chart));
    }
    if (charts != m_charts.shelf().charts()) {
        m_charts.setCharts(std::move(charts));
    }
}

/// The whole history in the first thing there is to see: a level before a counter, which only ever rises.
void PanelDesk::showOverview()
{
    if (!m_foreign) {
        m_overview.setSeries("process_resident_memory_bytes");
        return;
    }
    const SeriesModel &model = *m_series.model();
    const Panel *first = nullptr;
    for (const Panel &panel : model.panels()) {
        const bool shown = model.choice().isShown(panel) && !panel.series.empty();
        if (shown && (!first || (first->kind != PanelKind::Lines && panel.kind == PanelKind::Lines))) {
            first = &panel;
        }
    }
    if (first) {
        const auto series = model.choice().shownSeries(*first);
        m_overview.setSeries(first->seriesName(), series.empty() ? Labels() : series.front()->labels);
    }
}

void PanelDesk::keepChoice()
{
    m_settings.setPanelChoice(m_fingerprint, m_series.model()->choice().toJson());
}

void PanelDesk::openOthers(ChartId chart)
{
    const auto at = static_cast<int>(chart) - static_cast<int>(ChartId::FirstForeign);
    const auto &panels = m_series.model()->panels();
    if (at >= 0 && at < std::ssize(panels)) {
        m_series.reveal(panels[static_cast<std::size_t>(at)].metric);
        Q_EMIT seriesOpened();
    }
}

} // namespace qd

#include "moc_panel_desk.cpp"
