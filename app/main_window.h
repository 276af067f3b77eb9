// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/recording.h"
#include "app/settings.h"
#include "model/action/gateway.h"
#include "model/base/clock.h"
#include "model/base/units.h"
#include "model/health/alert_findings.h"
#include "model/playhead/history.h"
#include "model/playhead/playhead.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QAction;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QVBoxLayout;

namespace qd {

class ActionDesk;
class AlertDesk;
class Banner;
class Bar;
class ChartPane;
class CommandPalette;
class CompareDesk;
class FindingsPanel;
class FirstMinute;
class GuardedGateway;
class IncidentDesk;
class PostmortemDesk;
class IncidentPanel;
class LiveWatch;
class LogPanel;
class OverviewStrip;
class ReplayDesk;
class RuleDesk;
class PanelDesk;
class QueryDesk;
class SeriesPanel;
class SessionsPanel;
class TileRow;
class Workbench;

/// Where a window of that size opens on a screen: in its middle, with its frame inside, smaller where it must be.
[[nodiscard]] QRect firstGeometry(QSize wanted, const QRect &available);

// Size: the one place that knows every part of the window; its functions lie in four sources.

/// The window: what it shows is a function of (history, playhead). It follows one feed and acts through one
/// gateway, both lent to it; with none it shows the empty first minute. A recording lies over what is live, which
/// goes on behind it.
class MainWindow : public QWidget
{
    Q_OBJECT

public:
    /// `settings` and `clock` (for the ends of purge previews) must outlive the window.
    MainWindow(Settings &settings, const Clock &clock, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Turns to another service; null, null = none. Stays behind a recording that is open.
    void watch(HistoryFeed *feed, Gateway *gateway);
    void openRecording(const Recording &recording);
    /// Back to live, as it was left; what was lent is no longer used.
    void closeRecording();
    [[nodiscard]] bool showsRecording() const { return m_recording.has_value(); }
    [[nodiscard]] bool isWatching() const { return m_feed; }
    [[nodiscard]] const HistoryPtr &history() const { return m_history; }
    [[nodiscard]] Playhead &playhead() { return *m_playhead; }
    [[nodiscard]] QList<QAction *> commands() const { return m_commands; }
    [[nodiscard]] FirstMinute *firstMinute() const { return m_firstMinute; }
    [[nodiscard]] ActionDesk *desk() const { return m_desk; }
    [[nodiscard]] ReplayDesk *replay() const { return m_replay; }
    [[nodiscard]] CompareDesk *compare() const { return m_compare; }
    [[nodiscard]] QueryDesk *query() const { return m_query; }
    [[nodiscard]] RuleDesk *rules() const { return m_rules; }
    [[nodiscard]] IncidentDesk *incidents() const { return m_incidents; }
    [[nodiscard]] PostmortemDesk *postmortem() const { return m_postmortem; }
    void tell(const QString &words, bool critical);
    /// What is to be read at leisure: it stays until somebody closes it.
    void explain(const QString &words);
    void showSide(int tab);
    void toggleUtc();

Q_SIGNALS:
    void practiceWanted();
    void attachWanted(const QString &url, const QString &tokenFile);
    void stopWatchingWanted();
    void schemeChosen(qd::SchemeChoice choice);
    void alertSoundChosen(bool on);
    void filesWanted(const QStringList &paths);
    /// The rehearsal of the outage, and the recording of it that comes with the program.
    void drillWanted();
    void outageWanted();
    /// Also by somebody who went back to live.
    void recordingClosed();

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildBar(QVBoxLayout *column);
    void buildDashboard();
    QWidget *buildBench();
    QWidget *buildSide();
    void buildIncidents(IncidentPanel *panel);
    void buildIncidentCommands();
    [[nodiscard]] std::vector<incident::Exhibit> exhibits() const;
    void addSide(QWidget *tab, const QString &text, const QString &name);
    void restoreSide();
    void showSide(const QWidget *tab);
    void buildCommands();
    QAction *addCommand(const QString &text, const QKeySequence &keys, const std::function<void()> &run);
    QAction *addAct(ActionKind kind, const QString &text, const QKeySequence &keys,
                    const std::function<void()> &run);
    void addChartKey(const QKeySequence &keys, const std::function<void()> &run);
    void buildReplay(QVBoxLayout *column);
    void buildReplayCommands();
    void turnTo(HistoryFeed *feed);
    void showHistory(const HistoryPtr &history);
    void turnToForeign(bool foreign);
    void showInstant();
    void showAge();
    void showStatus(const HistorySnapshot &seen);
    void enterOrLeaveReplay();
    void leaveReplay();
    void chooseFiles();
    void followPlayhead();
    void followRefusals();
    void showTitle();
    void tellCrashes();
    void setUtc(bool utc);
    [[nodiscard]] units::Zone zone() const { return m_utc ? units::Zone::Utc : units::Zone::Local; }
    void showChart(TileKind kind);
    void openNote();
    void openQuery();
    void graphAlert(const QString &expression);
    void graphQuery(const QString &expression);
    void openRules();
    void openHelp();
    void openSave();
    void openAbout();
    [[nodiscard]] int newAlerts() const;
    Settings &m_settings;
    Playhead *m_playhead = nullptr;
    const Clock &m_clock;
    QPointer<HistoryFeed> m_feed; ///< on screen
    QPointer<HistoryFeed> m_live; ///< watched, on screen or behind a recording
    std::optional<Recording> m_recording;
    HistoryPtr m_history;
    GuardedGateway *m_guard = nullptr;
    ReplayDesk *m_replay = nullptr;
    LiveWatch *m_liveWatch = nullptr;
    QTimer m_tilesPause; ///< what plays moves sixty times a second; figures are read slower
    ActionDesk *m_desk = nullptr;
    Bar *m_bar = nullptr;
    Banner *m_banner = nullptr;
    QStackedWidget *m_stack = nullptr;
    FirstMinute *m_firstMinute = nullptr;
    QWidget *m_dashboard = nullptr;
    TileRow *m_tiles = nullptr;
    QSplitter *m_split = nullptr;
    ChartPane *m_charts = nullptr;
    Workbench *m_bench = nullptr;
    QueryDesk *m_query = nullptr;
    RuleDesk *m_rules = nullptr;
    QTabWidget *m_side = nullptr;
    FindingsPanel *m_findings = nullptr;
    SessionsPanel *m_sessions = nullptr;
    LogPanel *m_log = nullptr;
    SeriesPanel *m_series = nullptr;
    OverviewStrip *m_overview = nullptr;
    PanelDesk *m_panels = nullptr;
    CompareDesk *m_compare = nullptr;
    CommandPalette *m_palette = nullptr;
    QList<QAction *> m_commands;
    std::vector<std::pair<QAction *, ActionKind>> m_acts; ///< the commands that the gateway may refuse
    QAction *m_trafficAction = nullptr;
    AlertFindings m_alerts;
    AlertDesk *m_alertDesk = nullptr;
    IncidentDesk *m_incidents = nullptr;
    PostmortemDesk *m_postmortem = nullptr;
    std::optional<Timestamp> m_shownInstant;
    Mode m_shownMode = Mode::Live; ///< in which that was shown
    Health m_shownHealth = Health::None;
    std::uint64_t m_seenSeq = 0; ///< newest event of the log that was looked at
    QString m_crash;             ///< to be told when the standing problem is over
    bool m_utc = true;
};

} // namespace qd
