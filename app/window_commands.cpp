// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/action_desk.h"
#include "app/compare_desk.h"
#include "app/incident_desk.h"
#include "app/main_window.h"
#include "app/query_desk.h"
#include "app/replay_desk.h"
#include "app/rule_desk.h"
#include "app/workbench.h"
#include "model/query/threshold.h"
#include "widgets/alerts/findings_panel.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/dashboard/banner.h"
#include "widgets/dashboard/bar.h"
#include "widgets/dashboard/help.h"
#include "widgets/dashboard/palette.h"
#include "widgets/incident/incident_panel.h"
#include "widgets/log/log_panel.h"
#include "widgets/query/query_edit.h"
#include "widgets/query/query_panel.h"
#include "widgets/replay/save_dialog.h"
#include "widgets/replay/transport_bar.h"
#include "widgets/rules/rule_lanes_view.h"
#include "widgets/rules/rule_panel.h"
#include "widgets/series/series_panel.h"
#include "widgets/sessions/sessions_panel.h"

#include <QtCore/QDir>
#include <QtCore/QStandardPaths>
#include <QtGui/QAction>
#include <QtGui/QShortcut>
#include <QtWidgets/QApplication>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QTabWidget>

namespace qd {

namespace {

/// Where people keep what they save; at home where there is no such folder.
QString folderOfDocuments()
{
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return QDir(documents).exists() ? documents : QDir::homePath();
}

} // namespace

QAction *MainWindow::addCommand(const QString &text, const QKeySequence &keys, const std::function<void()> &run)
{
    auto *action = new QAction(text, this);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, run);
    addAction(action);
    m_commands << action;
    return action;
}

QAction *MainWindow::addAct(ActionKind kind, const QString &text, const QKeySequence &keys,
                            const std::function<void()> &run)
{
    QAction *action = addCommand(text, keys, run);
    m_acts.emplace_back(action, kind);
    return action;
}

/// Single keys act only while charts or transport have the focus, so that they never fire while somebody types.
void MainWindow::addChartKey(const QKeySequence &keys, const std::function<void()> &run)
{
    for (QWidget *place : {static_cast<QWidget *>(m_charts), static_cast<QWidget *>(m_replay->transport())}) {
        auto *shortcut = new QShortcut(keys, place);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, run);
    }
}

void MainWindow::buildCommands()
{
    auto *palette = new QAction(tr("All commands"), this);
    palette->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_K));
    connect(palette, &QAction::triggered, this, [this] { m_palette->open(); });
    addAction(palette);
    m_commands << palette;

    const auto ctrlShift = [](Qt::Key key) { return QKeySequence(Qt::CTRL | Qt::SHIFT | key); };
    addAct(ActionKind::Purge, tr("Purge sessions…"), ctrlShift(Qt::Key_P), [this] { m_desk->openPurge(); });
    addAct(ActionKind::Purge, tr("Purge sessions retained after logout…"), {},
           [this] { m_desk->openPurge(PurgeSelector{}); });
    addAct(ActionKind::Restart, tr("Restart the service…"), ctrlShift(Qt::Key_R),
           [this] { m_desk->openRestart(); });
    addAct(ActionKind::Deploy, tr("Deploy…"), ctrlShift(Qt::Key_D),
           [this] { m_desk->openDeploy(m_history->status); });
    addAct(ActionKind::Deploy, tr("Roll back…"), {}, [this] { m_desk->openRollback(m_history->status); });
    addCommand(tr("Run the 2024-08-20 drill"), {}, [this] { Q_EMIT drillWanted(); });
    addCommand(tr("Open the 2024-08-20 outage"), {}, [this] { Q_EMIT outageWanted(); });
    addAct(ActionKind::Collect, tr("Run a collector pass now"), {}, [this] { m_desk->collectNow(); });
    addAct(ActionKind::Note, tr("Write a note"), ctrlShift(Qt::Key_N), [this] { openNote(); });
    buildIncidentCommands();
    addCommand(tr("Save recording…"), ctrlShift(Qt::Key_S), [this] { openSave(); });
    m_trafficAction = addAct(ActionKind::Traffic, tr("Start practice traffic"), {},
                             [this] { m_desk->toggleTraffic(!m_history->status.trafficRunning); });
    addAct(ActionKind::Drill, tr("Drill: keep sessions in memory after logout"), {},
           [this] { m_desk->setDrill({.retainAfterLogout = 1}); });
    addAct(ActionKind::Drill, tr("Drill: off"), {}, [this] { m_desk->setDrill({}); });
    addCommand(tr("Follow the present (live)"), {},
               [this] { m_playhead->mode() == Mode::Replay ? leaveReplay() : m_playhead->follow(); });
    addCommand(tr("Pause: hold the picture"), {}, [this] { m_playhead->hold(); });
    buildReplayCommands();
    static const char *const spans[] = {QT_TR_NOOP("Last 5 minutes"), QT_TR_NOOP("Last 15 minutes"),
                                        QT_TR_NOOP("Last hour"),      QT_TR_NOOP("Last 6 hours"),
                                        QT_TR_NOOP("Last 24 hours"),  QT_TR_NOOP("Last 7 days")};
    for (std::size_t i = 0; i < Bar::spans().size(); ++i) {
        addCommand(tr(spans[i]), {}, [this, i] { Q_EMIT m_bar->spanChosen(Bar::spans()[i]); });
    }
    addCommand(tr("UTC or local time"), {}, [this] { toggleUtc(); });
    addCommand(tr("Show alerts"), QKeySequence(Qt::CTRL | Qt::Key_1), [this] { showSide(m_findings); });
    addCommand(tr("Show sessions"), QKeySequence(Qt::CTRL | Qt::Key_2), [this] { showSide(m_sessions); });
    addCommand(tr("Show incident"), QKeySequence(Qt::CTRL | Qt::Key_3),
               [this] { showSide(m_incidents->panel()); });
    addCommand(tr("Show log"), QKeySequence(Qt::CTRL | Qt::Key_4), [this] { showSide(m_log); });
    addCommand(tr("Show series"), QKeySequence(Qt::CTRL | Qt::Key_5), [this] { showSide(m_series); });
    addCommand(tr("Search series"), {}, [this] {
        showSide(m_series);
        m_series->focusSearch();
    });
    addCommand(tr("Search sessions"), QKeySequence(Qt::CTRL | Qt::Key_F), [this] {
        showSide(m_sessions);
        m_sessions->focusSearch();
    });
    addCommand(tr("Go to the charts"), QKeySequence(Qt::CTRL | Qt::Key_G),
               [this] { m_charts->setFocus(Qt::ShortcutFocusReason); });
    addCommand(tr("Query…"), QKeySequence(Qt::CTRL | Qt::Key_E), [this] { openQuery(); });
    addCommand(tr("Rules…"), QKeySequence(Qt::CTRL | Qt::Key_R), [this] { openRules(); });
    connect(m_findings, &FindingsPanel::rulesWanted, this, &MainWindow::openRules);
    addCommand(tr("Compare with…"), {}, [this] { m_compare->open(m_bar->modeBadge()); });
    addCommand(tr("Compare with 1 hour earlier"), {},
               [this] { m_compare->compareEarlier(std::chrono::hours(1), tr("1 hour earlier")); });
    addCommand(tr("Compare with 1 day earlier"), {},
               [this] { m_compare->compareEarlier(std::chrono::hours(24), tr("1 day earlier")); });
    addCommand(tr("Stop comparing"), {}, [this] { m_compare->stop(); });
    addCommand(tr("Place cursor A"), {}, [this] { m_charts->placeA(); });
    addCommand(tr("Place cursor B"), {}, [this] { m_charts->placeB(); });
    addCommand(tr("Clear the cursors"), {}, [this] { m_charts->clearCursors(); });
    addCommand(tr("Sound of alerts: on"), {}, [this] { Q_EMIT alertSoundChosen(true); });
    addCommand(tr("Sound of alerts: off"), {}, [this] { Q_EMIT alertSoundChosen(false); });
    addCommand(tr("Theme: as the desktop"), {}, [this] { Q_EMIT schemeChosen(SchemeChoice::Desktop); });
    addCommand(tr("Theme: light"), {}, [this] { Q_EMIT schemeChosen(SchemeChoice::Light); });
    addCommand(tr("Theme: dark"), {}, [this] { Q_EMIT schemeChosen(SchemeChoice::Dark); });
    addCommand(tr("Stop watching, go to the first screen"), {}, [this] { Q_EMIT stopWatchingWanted(); });
    addCommand(tr("Keys and mouse"), QKeySequence(Qt::Key_F1), [this] { openHelp(); });
    addCommand(tr("About Quarterdeck"), {}, [this] { openAbout(); });
    addCommand(tr("Quit"), QKeySequence::Quit, [this] { close(); });
    m_palette->setCommands(m_commands.mid(1)); // all but the palette itself

    addChartKey(QKeySequence(Qt::Key_U), [this] { toggleUtc(); });
    addChartKey(QKeySequence(Qt::Key_M), [this] { openNote(); });
    addChartKey(QKeySequence(Qt::Key_C), [this] { m_compare->open(m_bar->modeBadge()); });
    addChartKey(QKeySequence(Qt::Key_Question), [this] { openHelp(); });
}

void MainWindow::showSide(int tab)
{
    m_side->setCurrentIndex(tab);
}

void MainWindow::openNote()
{
    // While live the instant of a note is the history's own present: the engine's clock is not this window's.
    m_desk->openNote(m_playhead->mode() == Mode::Live ? m_history->now : m_replay->instant(), zone(),
                     m_bar->noteButton());
}

QWidget *MainWindow::buildBench()
{
    m_bench = new Workbench(m_charts, m_dashboard);
    m_query = new QueryDesk(
        *m_playhead, m_settings, [this] { return m_replay->instant(); }, m_bench);
    m_bench->add(m_query->panel());
    connect(m_query, &QueryDesk::closeWanted, m_bench, &Workbench::close);
    m_rules = new RuleDesk(*m_playhead, m_bench);
    m_bench->add(m_rules->panel());
    connect(m_rules, &RuleDesk::closeWanted, m_bench, &Workbench::close);
    connect(m_rules, &RuleDesk::told, this, &MainWindow::tell);
    connect(m_charts, &ChartPane::aheadChanged, m_query->panel()->graph(), &ChartPane::setAhead);
    connect(m_charts, &ChartPane::aheadChanged, m_rules->panel()->lanes(), &RuleLanesView::setAhead);
    return m_bench;
}

/// Open, it takes the focus; with the focus in it, it closes.
void MainWindow::openQuery()
{
    QueryPanel *panel = m_query->panel();
    if (m_bench->shows(panel) && panel->isAncestorOf(QApplication::focusWidget())) {
        m_bench->close();
        return;
    }
    m_bench->open(panel);
    panel->focusText();
}

/// What an alert compares, and with what, over the range on screen.
void MainWindow::graphAlert(const QString &expression)
{
    graphQuery(QString::fromStdString(query::withThreshold(expression.toStdString())));
}

void MainWindow::openRules()
{
    m_bench->open(m_rules->panel());
    m_rules->panel()->focusText();
}

void MainWindow::explain(const QString &words)
{
    m_banner->explain(words);
}

void MainWindow::openHelp()
{
    if (auto *open = findChild<HelpDialog *>()) {
        open->activateWindow();
        return;
    }
    (new HelpDialog(this))->show();
}

void MainWindow::openSave()
{
    if (auto *open = findChild<SaveDialog *>()) {
        open->activateWindow();
        return;
    }
    if (!m_feed) {
        tell(tr("Nothing is being watched yet, so there is nothing to save."), false);
        return;
    }
    // The dialog stays with what it was opened for, also when the window turns to another service.
    const auto history = [feed = m_feed, last = m_history] { return feed ? feed->current() : last; };
    const ServiceStatus &status = m_history->status;
    mcap::StringMap info{{"service", status.target.label().toStdString()}, {"provenance", "real"}};
    if (!status.release.isEmpty()) {
        info["release"] = status.release.toStdString();
    }
    (new SaveDialog({history, m_playhead->range(), zone(), std::move(info)}, folderOfDocuments(), this))->show();
}

void MainWindow::openAbout()
{
    auto *box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Quarterdeck"));
    box->setTextFormat(Qt::PlainText);
    box->setIconPixmap(QIcon(QStringLiteral(":/icons/quarterdeck.svg")).pixmap(48));
    box->setText(tr("Quarterdeck %1").arg(QStringLiteral(QD_VERSION)));
    box->setInformativeText(tr("Operations dashboard with an auth/session service of its own.\n\n"
                               "Free software under the GNU General Public License, version 3 or later. It comes "
                               "with no warranty. Qt %1, Boost, libsodium, SQLite, CLI11.")
                                .arg(QString::fromLatin1(qVersion())));
    box->setWindowModality(Qt::NonModal);
    box->show();
}

} // namespace qd
