// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"
#include "widgets/chart/chart_spec.h"

#include <QtCore/QObject>

namespace qd {

class ChartPane;
class OverviewStrip;
class SeriesPanel;
class Settings;

/// Which charts the pane shows. A history of sessiond has its charts by hand and whatever else was chosen; any
/// other gets a panel for each metric, as useful ones first. Follows the choice made in the series tab and
/// remembers it for the next history with the same metrics.
class PanelDesk : public QObject
{
    Q_OBJECT

public:
    /// All must outlive the desk.
    PanelDesk(ChartPane &charts, OverviewStrip &overview, SeriesPanel &series, Settings &settings,
              QObject *parent = nullptr);

    /// Looks for series that were not there before; cheap when there are none.
    void setHistory(const HistoryPtr &history);
    /// What comes next is another history.
    void forgetHistory();
    /// The history has no metrics of sessiond.
    [[nodiscard]] bool isForeign() const { return m_foreign; }

Q_SIGNALS:
    void foreignChanged(bool foreign);
    /// The series tab shows what a chart leaves out.
    void seriesOpened();

private:
    void derive();
    void showCharts();
    void showOverview();
    void keepChoice();
    void openOthers(ChartId chart);

    ChartPane &m_charts;
    OverviewStrip &m_overview;
    SeriesPanel &m_series;
    Settings &m_settings;
    HistoryPtr m_history;
    std::size_t m_seriesSeen = 0;
    bool m_early = true; ///< looked at before there was enough to see what varies
    bool m_foreign = false;
    QString m_fingerprint;
};

} // namespace qd
