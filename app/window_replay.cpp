// SPDX-License-Identifier: GPL-3.0-or-later
// How MainWindow goes through time: recordings, playback of what is live, the way back, and what was true at the
// playhead.
#include "app/action_desk.h"
#include "app/alert_desk.h"
#include "app/compare_desk.h"
#include "app/incident_desk.h"
#include "app/live_watch.h"
#include "app/main_window.h"
#include "app/panel_desk.h"
#include "app/postmortem_desk.h"
#include "app/replay_desk.h"
#include "app/sidecar_file.h"
#include "model/action/guarded_gateway.h"
#include "model/health/status_at.h"
#include "widgets/alerts/findings_panel.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/chart/overview_strip.h"
#include "widgets/dashboard/banner.h"
#include "widgets/dashboard/bar.h"
#include "widgets/dashboard/tile.h"
#include "widgets/replay/replay_banner.h"
#include "widgets/replay/transport_bar.h"
#include "widgets/series/series_panel.h"

#include <QtCore/QMimeData>
#include <QtCore/QSignalBlocker>
#include <QtCore/QUrl>
#include <QtGui/QAction>
#include <QtGui/QDragEnterEvent>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QVBoxLayout>

namespace qd {

namespace {

/// Figures are read at most ten times a second, as often as a live history is published.
constexpr std::chrono::milliseconds figuresPause{100};

QStringList filesOf(const QMimeData *data)
{
    QStringList paths;
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    return paths;
}

} // namespace

void MainWindow::buildReplay(QVBoxLayout *column)
{
    m_replay = new ReplayDesk(this, *m_playhead, m_clock);
    m_liveWatch = new LiveWatch(this);
    column->addWidget(m_replay->banner());
    column->addWidget(m_banner);
    m_tilesPause.setSingleShot(true);
    m_tilesPause.setInterval(figuresPause);
    connect(&m_tilesPause, &QTimer::timeout, this, &MainWindow::followPlayhead);
    connect(m_replay, &ReplayDesk::told, this, &MainWindow::tell);
    connect(m_replay, &ReplayDesk::leaveWanted, this, &MainWindow::leaveReplay);
    connect(m_replay, &ReplayDesk::eventReached, this, [this](quint64 seq) { m_charts->highlightEvent(seq); });
    connect(m_replay, &ReplayDesk::bookmarksChanged, this,
            [this] { m_overview->setBookmarks(m_replay->bookmarks().instants()); });
    connect(m_liveWatch, &LiveWatch::turnedCritical, this, [this](const QString &words) { tell(words, true); });
}

void MainWindow::buildReplayCommands()
{
    const auto dir = [this](void (ReplayDesk::*hand)(Direction), Direction direction) {
        return std::function<void()>([this, hand, direction] { (m_replay->*hand)(direction); });
    };
    addCommand(tr("Open a recording…"), QKeySequence::Open, [this] { chooseFiles(); });
    addCommand(tr("Leave the replay, back to live"), {}, [this] { leaveReplay(); });
    addCommand(tr("Play from here, or pause"), {}, [this] { m_replay->togglePlay(); });
    addCommand(tr("Play faster"), {}, dir(&ReplayDesk::changeSpeed, Direction::On));
    addCommand(tr("Play slower"), {}, dir(&ReplayDesk::changeSpeed, Direction::Back));
    addCommand(tr("Go to a time…"), {}, [this] { m_replay->openGoTo(); });
    addCommand(tr("Go to the start of the history"), {}, [this] { m_replay->toStart(); });
    addCommand(tr("Set or remove a bookmark"), {}, [this] { m_replay->toggleBookmark(); });
    addCommand(tr("Next bookmark"), {}, dir(&ReplayDesk::stepBookmark, Direction::On));
    addCommand(tr("Previous bookmark"), {}, dir(&ReplayDesk::stepBookmark, Direction::Back));
    addCommand(tr("Next event"), {}, dir(&ReplayDesk::stepEvent, Direction::On));
    addCommand(tr("Previous event"), {}, dir(&ReplayDesk::stepEvent, Direction::Back));
    addCommand(tr("Next alert"), {}, dir(&ReplayDesk::stepAlert, Direction::On));
    addCommand(tr("Previous alert"), {}, dir(&ReplayDesk::stepAlert, Direction::Back));
    connect(m_replay, &ReplayDesk::stoodAt, m_charts, &ChartPane::standAt);
    // Where a key puts the crosshair in a held picture, tiles and alerts are of that instant too.
    const auto followCrosshair = [this] {
        if (m_playhead->mode() == Mode::Paused && m_replay->instant() != m_shownInstant) {
            followPlayhead();
        }
    };
    connect(m_charts, &ChartPane::instantHovered, this, followCrosshair);
    connect(m_charts, &ChartPane::hoverLeft, this, followCrosshair);
    m_replay->askWhereOneStands([charts = m_charts] { return charts->standing(); });
    m_replay->addKeys(m_charts, ReplayDesk::SpaceKey::Plays);
    m_replay->addKeys(m_overview, ReplayDesk::SpaceKey::Plays);
    m_replay->addKeys(m_replay->transport(), ReplayDesk::SpaceKey::Presses);
    // A click leaves the keys with the charts: Space plays, and does not press what was clicked once more.
    for (auto *button : m_replay->transport()->findChildren<QAbstractButton *>()) {
        button->setFocusPolicy(Qt::TabFocus);
        connect(button, &QAbstractButton::pressed, m_charts, [this, button] {
            if (!button->hasFocus()) {
                m_charts->setFocus(Qt::MouseFocusReason);
            }
        });
    }
}

void MainWindow::openRecording(const Recording &recording)
{
    m_recording = recording;
    m_guard->setNotes(recording.sidecar);
    m_replay->setSidecar(recording.sidecar);
    const HistoryPtr history = recording.feed->current();
    m_playhead->setHistory(HistoryKind::File, {history->series.extent().begin, history->now});
    m_liveWatch->follow(m_live);
    turnTo(recording.feed);
    enterOrLeaveReplay();
}

void MainWindow::closeRecording()
{
    if (!m_recording) {
        return;
    }
    m_guard->setNotes(nullptr);
    m_replay->setSidecar(nullptr);
    const HistoryPtr live = m_live ? m_live->current() : std::make_shared<const HistorySnapshot>();
    m_playhead->setHistory(HistoryKind::Live, {live->series.extent().begin, live->now});
    m_recording.reset();
    turnTo(m_live);
    enterOrLeaveReplay();
    Q_EMIT recordingClosed();
}

void MainWindow::leaveReplay()
{
    m_recording ? closeRecording() : m_playhead->follow();
}

void MainWindow::enterOrLeaveReplay()
{
    const bool isReplay = m_playhead->mode() == Mode::Replay;
    m_liveWatch->follow(isReplay ? m_live.data() : nullptr);
    if (isReplay) {
        m_desk->setGateway(m_guard); // closes what was open: it would act on something else than what is seen
        const QString wayBack = m_live ? tr("Back to live") : tr("Close");
        if (m_recording) {
            m_replay->setNames(m_recording->name, m_recording->remark, wayBack);
        } else {
            m_replay->setNames(tr("The past of %1, played back").arg(m_history->status.target.label()),
                               tr("recording and alerting go on"), wayBack);
        }
    }
    m_shownInstant.reset();
    followPlayhead();
    followRefusals();
}

void MainWindow::chooseFiles()
{
    auto *dialog = new QFileDialog(this, tr("Open a recording"));
    dialog->setObjectName(QStringLiteral("openRecording"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &MainWindow::filesWanted);
    dialog->open();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!filesOf(event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent *event)
{
    if (const QStringList paths = filesOf(event->mimeData()); !paths.isEmpty()) {
        event->acceptProposedAction();
        Q_EMIT filesWanted(paths);
    }
}

/// Esc that charts and transport have no use for ends the comparison, and then the replay.
void MainWindow::keyPressEvent(QKeyEvent *event)
{
    const QWidget *focus = QApplication::focusWidget();
    const auto isIn = [focus](const QWidget *place) { return place == focus || place->isAncestorOf(focus); };
    const bool isHere =
        focus && (isIn(m_charts) || isIn(m_overview) || isIn(m_replay->transport()) || isIn(m_replay->banner()));
    if (event->key() == Qt::Key_Escape && isHere) {
        if (m_playhead->overlay()) {
            m_compare->stop();
            return;
        }
        if (m_playhead->mode() == Mode::Replay) {
            leaveReplay();
            return;
        }
    }
    QWidget::keyPressEvent(event);
}

/// Tiles and findings, as they stood at the playhead, and in REPLAY how the service was.
void MainWindow::showInstant()
{
    const Timestamp at = m_replay->instant();
    m_shownInstant = at;
    m_shownMode = m_playhead->mode();
    const HistorySnapshot seen = m_shownMode == Mode::Replay ? historyAt(*m_history, at) : *m_history;
    const std::vector<TileReading> tiles = tileReadings(seen, at);
    m_tiles->setReadings(tiles);
    std::vector<Finding> found = m_panels->isForeign() ? std::vector<Finding>() : findings(seen, at, tiles);
    // How the service is belongs to now; in a held list of then it would be taken for then. The bar has it.
    if (m_shownMode == Mode::Paused) {
        std::erase_if(found, [](const Finding &f) { return f.id == u"service"; });
    }
    m_alerts.addTo(found, seen.events, at, zone());
    m_findings->setFindings(found);
    const auto retained = std::ranges::find(found, QStringLiteral("retained"), &Finding::id);
    m_alertDesk->setPlace(seen.status.target.label());
    m_alertDesk->follow(seen.events, at, zone(), retained == found.end() ? 0 : retained->retained, m_history);
    m_incidents->setPlace(seen.status.target.label());
    m_incidents->follow(m_history, at, zone());
    m_postmortem->follow(seen.status.target.label());
    const int open = m_findings->openCount();
    const bool isCritical = std::ranges::any_of(
        found, [](const Finding &f) { return f.severity == Severity::Critical && !f.isMuted; });
    const Severity worst = isCritical ? Severity::Critical : open > 0 ? Severity::Warning : Severity::Ok;
    m_bar->setAlerts(open, worst);
    m_side->setTabText(0, open > 0 ? tr("Alerts %1").arg(open) : tr("Alerts"));
    showStatus(seen);
}

/// Tiles and alerts are about sessiond and say nothing of another service: its series are what there is to see.
void MainWindow::turnToForeign(bool foreign)
{
    m_tiles->setVisible(!foreign);
    m_findings->setNothingJudged(
        foreign ? tr("Nothing is judged here: the alerts are about sessiond, and this history has none of its "
                     "metrics. What it has is in the Series tab.")
                : QString());
    const QSignalBlocker nobodyChose(m_side); // nothing to remember
    if (!foreign) {
        restoreSide();
    } else if (m_side->currentWidget() == m_findings) {
        m_side->setCurrentWidget(m_series);
    }
}

void MainWindow::showStatus(const HistorySnapshot &seen)
{
    const ServiceStatus &status = seen.status;
    m_bar->setStatus(status, m_playhead->mode() == Mode::Replay ? m_playhead->instant() : seen.now);
    // What makes a service degraded is a finding with its own row; the banner is for what stands still.
    m_banner->setProblem(status.health == Health::Degraded ? QString() : status.problem);
    m_banner->setLogProblem(m_live ? m_live->current()->status.logProblem : QString());
    m_banner->setRecorderProblem(m_live ? m_live->current()->status.recorderProblem : QString());
    m_banner->setRuleProblem(m_live ? m_live->current()->status.ruleProblem : QString());
    m_banner->setNotifyProblem(m_live ? m_live->current()->status.notifyProblem : QString());
    m_shownHealth = status.health;
    showTitle();
}

} // namespace qd
