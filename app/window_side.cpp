// SPDX-License-Identifier: GPL-3.0-or-later
// The tabs beside the charts, and what somebody wants in them.
#include "app/action_desk.h"
#include "app/alert_desk.h"
#include "app/incident_desk.h"
#include "app/incident_verbs.h"
#include "app/main_window.h"
#include "app/postmortem_desk.h"
#include "app/query_desk.h"
#include "app/replay_desk.h"
#include "app/workbench.h"
#include "model/action/guarded_gateway.h"
#include "widgets/alerts/findings_panel.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/dashboard/bar.h"
#include "widgets/incident/incident_panel.h"
#include "widgets/log/log_panel.h"
#include "widgets/query/query_edit.h"
#include "widgets/query/query_panel.h"
#include "widgets/series/series_panel.h"
#include "widgets/sessions/sessions_panel.h"

#include <QtGui/QAction>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QVBoxLayout>

namespace qd {

namespace {

constexpr int narrowestSide = 330;

QFrame *panelAround(QWidget *inside, QWidget *parent)
{
    auto *panel = new QFrame(parent);
    panel->setProperty("look", QStringLiteral("panel"));
    auto *column = new QVBoxLayout(panel);
    // Room for the rounded corners: what lies inside is square.
    column->setContentsMargins(2, 3, 2, 3);
    column->addWidget(inside);
    return panel;
}

} // namespace

QWidget *MainWindow::buildSide()
{
    m_side = new QTabWidget(m_dashboard);
    m_side->setDocumentMode(true);
    m_side->setMinimumWidth(narrowestSide);
    m_side->tabBar()->setExpanding(false);
    m_side->tabBar()->setElideMode(Qt::ElideRight); // narrow tabs are shortened, and none is scrolled out of sight
    m_side->tabBar()->setUsesScrollButtons(false);
    m_findings = new FindingsPanel(m_side);
    m_sessions = new SessionsPanel(m_side);
    m_log = new LogPanel(m_side);
    m_series = new SeriesPanel(m_side);
    auto *incidents = new IncidentPanel(m_side);
    addSide(m_findings, tr("Alerts"), QStringLiteral("alerts"));
    addSide(m_sessions, tr("Sessions"), QStringLiteral("sessions"));
    addSide(incidents, tr("Incident"), QStringLiteral("incident"));
    addSide(m_log, tr("Log"), QStringLiteral("log"));
    addSide(m_series, tr("Series"), QStringLiteral("series"));
    connect(m_side, &QTabWidget::currentChanged, this,
            [this](int tab) { m_settings.setSideTab(m_side->tabBar()->tabData(tab).toString()); });
    connect(m_findings, &FindingsPanel::chartWanted, this, &MainWindow::showChart);
    connect(m_findings, &FindingsPanel::purgeWanted, m_desk,
            [this] { m_desk->openPurge(PurgeSelector{}, tr("Sessions retained after logout fill memory")); });
    m_alertDesk = new AlertDesk(m_findings, m_alerts.book(), *m_guard, *m_playhead, this);
    connect(m_alertDesk, &AlertDesk::told, this, &MainWindow::tell);
    connect(m_alertDesk, &AlertDesk::chartWanted, this, &MainWindow::showChart);
    connect(m_alertDesk, &AlertDesk::purgeWanted, m_findings, &FindingsPanel::purgeWanted);
    connect(m_alertDesk, &AlertDesk::queryWanted, this, &MainWindow::graphAlert);
    connect(m_sessions, &SessionsPanel::endWanted, m_desk, &ActionDesk::openEnd);
    connect(m_sessions, &SessionsPanel::purgeWanted, m_desk,
            [this](const PurgeSelector &selector) { m_desk->openPurge(selector); });
    connect(m_log, &LogPanel::instantWanted, m_replay, &ReplayDesk::goTo);
    buildIncidents(incidents); // it leads to alerts and the log, which are there now
    return panelAround(m_side, m_dashboard);
}

void MainWindow::buildIncidents(IncidentPanel *panel)
{
    m_incidents = new IncidentDesk(panel, *m_guard, *m_charts, *m_playhead, this);
    m_incidents->askWhatElseThereIs([this] { return exhibits(); });
    connect(m_incidents, &IncidentDesk::instantWanted, m_replay, &ReplayDesk::goTo);
    connect(m_incidents, &IncidentDesk::tabWanted, this, [this, panel] { m_side->setCurrentWidget(panel); });
    connect(m_incidents, &IncidentDesk::openCountChanged, this, [this, panel](int open) {
        m_side->setTabText(m_side->indexOf(panel), open > 0 ? tr("Incident %1").arg(open) : tr("Incident"));
    });
    connect(m_incidents, &IncidentDesk::spanWanted, m_playhead, &Playhead::zoomTo);
    connect(m_incidents, &IncidentDesk::alertWanted, m_alertDesk, &AlertDesk::open);
    connect(m_incidents, &IncidentDesk::queryWanted, this, &MainWindow::graphQuery);
    connect(m_incidents, &IncidentDesk::told, this, &MainWindow::tell);
    connect(m_charts, &ChartPane::eventActivated, m_incidents, &IncidentDesk::showEntry);
    connect(m_bar, &Bar::incidentWanted, m_incidents->verbs(), &IncidentVerbs::openForm);
    m_postmortem = new PostmortemDesk(
        *m_guard, [this] { return m_history; }, this);
    connect(m_postmortem, &PostmortemDesk::told, this, &MainWindow::tell);
    connect(m_incidents, &IncidentDesk::postmortemWanted, m_postmortem, &PostmortemDesk::open);
}

/// What hypotheses may point at beside the incident's own: the query as it stands, and alerts that fire.
std::vector<incident::Exhibit> MainWindow::exhibits() const
{
    using incident::Exhibit;
    std::vector<Exhibit> all;
    if (const QString query = m_query->panel()->edit()->expression().trimmed(); !query.isEmpty())
        all.push_back({Exhibit::Kind::Query, query, m_playhead->range(), {}});
    for (const auto &[identity, alert] : m_alerts.book().alerts())
        if (alert.isFiring())
            all.push_back({Exhibit::Kind::Alert, identity, {}, {}});
    return all;
}

void MainWindow::graphQuery(const QString &expression)
{
    m_bench->open(m_query->panel());
    m_query->panel()->edit()->setExpression(expression);
    m_query->evaluate(expression);
}

void MainWindow::buildIncidentCommands()
{
    IncidentVerbs *verbs = m_incidents->verbs();
    const auto add = [this](const QString &text, const QKeySequence &keys, const std::function<void()> &run) {
        addAct(ActionKind::Incident, text, keys, run);
    };
    const auto change = [&](const QString &text, ChangeForm::Field field) {
        add(text, {}, [verbs, field] { verbs->changeForm(field); });
    };
    const auto ctrlShift = [](Qt::Key key) { return QKeySequence(Qt::CTRL | Qt::SHIFT | key); };
    add(tr("Open incident…"), ctrlShift(Qt::Key_I), [verbs] { verbs->openForm(); });
    add(tr("Incident: write a note"), ctrlShift(Qt::Key_M), [verbs] { verbs->focusNote(); });
    change(tr("Incident: change its status…"), ChangeForm::Field::Status);
    change(tr("Incident: who leads…"), ChangeForm::Field::Lead);
    change(tr("Incident: change its severity…"), ChangeForm::Field::Severity);
    change(tr("Incident: change its title…"), ChangeForm::Field::Title);
    add(tr("Incident: open again…"), {}, [verbs] { verbs->statusForm(incident::Status::Investigating); });
    add(tr("Incident: new hypothesis…"), ctrlShift(Qt::Key_H), [verbs] { verbs->hypothesisForm({}); });
    add(tr("Incident: new corrective action…"), ctrlShift(Qt::Key_A), [verbs] { verbs->taskForm({}); });
    add(tr("Incident: correct the selected entry…"), {}, [verbs] { verbs->correctSelected(); });
    addCommand(tr("Incident: export corrective actions as CSV…"), {}, [verbs] { verbs->exportTasks(true); });
    addCommand(tr("Incident: export corrective actions as a checklist…"), {},
               [verbs] { verbs->exportTasks(false); });
    m_commands << m_incidents->postmortem();
}

/// `name` is the one it is remembered by.
void MainWindow::addSide(QWidget *tab, const QString &text, const QString &name)
{
    m_side->tabBar()->setTabData(m_side->addTab(tab, text), name);
}

/// As it was left; the first one where no such tab is.
void MainWindow::restoreSide()
{
    const QString name = m_settings.sideTab();
    int tab = m_side->count() - 1;
    while (tab > 0 && m_side->tabBar()->tabData(tab).toString() != name)
        --tab;
    m_side->setCurrentIndex(tab);
}

void MainWindow::showSide(const QWidget *tab)
{
    m_side->setCurrentIndex(m_side->indexOf(tab));
}

} // namespace qd
