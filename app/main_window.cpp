// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include "app/action_desk.h"
#include "app/alert_desk.h"
#include "app/compare_desk.h"
#include "app/incident_desk.h"
#include "app/live_watch.h"
#include "app/panel_desk.h"
#include "app/postmortem_desk.h"
#include "app/query_desk.h"
#include "app/replay_desk.h"
#include "app/rule_desk.h"
#include "app/sidecar_file.h"
#include "model/action/guarded_gateway.h"
#include "model/log/event_words.h"
#include "widgets/alerts/findings_panel.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/chart/overview_strip.h"
#include "widgets/dashboard/banner.h"
#include "widgets/dashboard/bar.h"
#include "widgets/dashboard/first_minute.h"
#include "widgets/dashboard/palette.h"
#include "widgets/dashboard/tile.h"
#include "widgets/log/log_model.h"
#include "widgets/log/log_panel.h"
#include "widgets/replay/transport_bar.h"
#include "widgets/series/series_panel.h"
#include "widgets/sessions/sessions_model.h"
#include "widgets/sessions/sessions_panel.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/words.h"

#include <QtGui/QCloseEvent>
#include <QtGui/QGuiApplication>
#include <QtGui/QScreen>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QVBoxLayout>

namespace qd {

namespace {

constexpr int sideWidth = 420;
constexpr int footHeight = 66;

ChartId chartOf(TileKind kind)
{
    switch (kind) {
    case TileKind::Memory:
        return ChartId::Memory;
    case TileKind::Latency:
        return ChartId::Latency;
    case TileKind::Active:
    case TileKind::Retained:
        return ChartId::Sessions;
    case TileKind::Errors:
        break;
    }
    return ChartId::Requests;
}

/// The window's own size within a screen that may be smaller; the frame is not known before it is shown.
constexpr QMargins likelyFrame(8, 34, 8, 8);

} // namespace

QRect firstGeometry(QSize wanted, const QRect &available)
{
    const QRect room = available.marginsRemoved(likelyFrame);
    QRect first(QPoint(), wanted.boundedTo(room.size()));
    first.moveCenter(room.center());
    return first;
}

MainWindow::MainWindow(Settings &settings, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_playhead(new Playhead(this))
    , m_clock(clock)
    , m_history(std::make_shared<const HistorySnapshot>())
{
    setObjectName(QStringLiteral("window"));
    setAttribute(Qt::WA_StyledBackground);
    setMinimumSize(1024, 640);
    const QRect available = QGuiApplication::primaryScreen()->availableGeometry();
    const QRect first = firstGeometry(QSize(1440, 900), available);
    // On a screen below the least the words are meant for, being reachable goes before being whole.
    setMinimumSize(minimumSize().boundedTo(first.size()));
    setGeometry(first);
    setAcceptDrops(true);
    m_desk = new ActionDesk(this, clock);
    m_guard = new GuardedGateway(*m_playhead, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildBar(column);
    buildReplay(column);
    buildDashboard();
    m_firstMinute = new FirstMinute(this);
    m_stack = new QStackedWidget(this);
    auto *scroll = new QScrollArea(m_stack); // or it would keep the window high when it is not seen
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_firstMinute);
    m_stack->addWidget(scroll);
    m_stack->addWidget(m_dashboard);
    column->addWidget(m_stack, 1);
    m_palette = new CommandPalette(this);
    buildCommands();
    connect(m_firstMinute, &FirstMinute::practiceWanted, this, &MainWindow::practiceWanted);
    connect(m_firstMinute, &FirstMinute::attachWanted, this, &MainWindow::attachWanted);
    connect(m_firstMinute, &FirstMinute::recordingWanted, this, &MainWindow::chooseFiles);
    connect(m_guard, &Gateway::availabilityChanged, this, &MainWindow::followRefusals);
    connect(m_playhead, &Playhead::changed, this, &MainWindow::followPlayhead);
    connect(m_playhead, &Playhead::modeChanged, this, [this](Mode mode) {
        if ((mode == Mode::Replay) == (m_shownMode == Mode::Replay)) {
            return;
        }
        if (m_feed && !m_recording) {
            m_sessions->setGateway(m_guard); // a list of now does not stand beside a picture of then
        }
        enterOrLeaveReplay();
    });
    connect(m_desk, &ActionDesk::told, this, &MainWindow::tell);
    connect(m_desk, &ActionDesk::sessionsChanged, m_sessions->model(), &SessionsModel::reload);
    setUtc(settings.utc());
    m_playhead->follow(settings.span());
    restoreSide();
    if (const QByteArray geometry = settings.geometry(); !geometry.isEmpty()) {
        restoreGeometry(geometry);
    }
    watch(nullptr, nullptr);
}

MainWindow::~MainWindow() = default;

void MainWindow::buildBar(QVBoxLayout *column)
{
    m_bar = new Bar(this);
    m_banner = new Banner(this);
    column->addWidget(m_bar);
    connect(m_bar, &Bar::spanChosen, this, [this](Millis span) {
        m_playhead->follow(span);
        m_settings.setSpan(span);
    });
    connect(m_bar, &Bar::liveWanted, this, [this] { m_playhead->follow(); });
    connect(m_bar, &Bar::utcToggled, this, &MainWindow::toggleUtc);
    connect(m_bar, &Bar::restartWanted, m_desk, &ActionDesk::openRestart);
    connect(m_bar, &Bar::purgeWanted, m_desk, [this] { m_desk->openPurge(); });
    connect(m_bar, &Bar::noteWanted, this, &MainWindow::openNote);
    connect(m_bar, &Bar::paletteWanted, this, [this] { m_palette->open(); });
}

void MainWindow::buildDashboard()
{
    m_dashboard = new QWidget(this);
    auto *column = new QVBoxLayout(m_dashboard);
    column->setContentsMargins(12, 8, 12, 10);
    column->setSpacing(8);
    m_tiles = new TileRow(m_dashboard);
    connect(m_tiles, &TileRow::chartWanted, this, &MainWindow::showChart);
    column->addWidget(m_tiles);
    m_charts = new ChartPane(m_playhead, m_dashboard);
    m_charts->setAccessibleName(tr("Charts"));
    m_split = new QSplitter(Qt::Horizontal, m_dashboard);
    m_split->setHandleWidth(8);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(buildBench());
    m_split->addWidget(buildSide());
    m_split->setStretchFactor(0, 1);
    m_split->setStretchFactor(1, 0);
    m_split->setSizes({988, sideWidth});
    column->addWidget(m_split, 1);
    m_overview = new OverviewStrip(m_playhead, "process_resident_memory_bytes", m_dashboard);
    m_overview->setAccessibleName(tr("Overview of the whole history"));
    m_overview->setFixedHeight(footHeight);
    column->addWidget(m_replay->transport());
    column->addWidget(m_overview);
    m_compare = new CompareDesk(this, *m_playhead, *m_charts);
    connect(m_compare, &CompareDesk::told, this, &MainWindow::tell);
    connect(m_playhead, &Playhead::overlayChanged, this, &MainWindow::followPlayhead);
    m_panels = new PanelDesk(*m_charts, *m_overview, *m_series, m_settings, this);
    connect(m_panels, &PanelDesk::foreignChanged, this, &MainWindow::turnToForeign);
    connect(m_panels, &PanelDesk::seriesOpened, this, [this] { m_side->setCurrentWidget(m_series); });
}

void MainWindow::watch(HistoryFeed *feed, Gateway *gateway)
{
    m_live = feed;
    m_guard->setInner(gateway);
    if (m_recording) {
        m_liveWatch->follow(feed);
    } else {
        turnTo(feed);
    }
}

/// Everything that follows a history turns to that of `feed`; dialogs about the one before close.
void MainWindow::turnTo(HistoryFeed *feed)
{
    const bool hadNone = !m_feed;
    if (m_feed) {
        m_feed->disconnect(this);
    }
    m_feed = feed;
    m_charts->forgetHistory();
    m_overview->forgetHistory();
    m_panels->forgetHistory();
    m_query->forgetHistory();
    m_rules->forgetHistory();
    m_compare->stop();
    m_crash.clear();
    m_desk->setGateway(feed ? m_guard : nullptr);
    m_sessions->setGateway(feed ? m_guard : nullptr);
    m_bar->setRecording(m_recording.has_value());
    m_bar->setEmpty(!feed);
    m_stack->setCurrentIndex(feed ? 1 : 0);
    if (feed) {
        connect(feed, &HistoryFeed::published, this, &MainWindow::showHistory);
        m_charts->setFocus(Qt::OtherFocusReason);
    } else {
        // Who closes what was there may press a key too many: it must not start a service.
        QWidget *const place = hadNone ? static_cast<QWidget *>(m_firstMinute) : m_stack;
        place->setFocus(Qt::OtherFocusReason);
    }
    // Two histories may look like one that grew: an empty one between them tells them apart.
    const auto nothing = std::make_shared<const HistorySnapshot>();
    m_charts->setHistory(nothing);
    m_overview->setHistory(nothing);
    m_log->model()->setEvents({});
    m_replay->setHistory(feed ? feed->current() : nothing, true);
    showHistory(feed ? feed->current() : nothing);
    followRefusals();
}

void MainWindow::showHistory(const HistoryPtr &history)
{
    m_history = history;
    m_panels->setHistory(history);
    m_compare->setHistory(history);
    m_charts->setHistory(history);
    m_overview->setHistory(history);
    m_sessions->setHistory(history);
    m_log->setHistory(history);
    m_replay->setHistory(history, false);
    m_query->setHistory(history);
    m_rules->setHistory(history);
    m_desk->setTarget(history->status.target);
    m_trafficAction->setText(history->status.trafficRunning ? tr("Stop practice traffic")
                                                            : tr("Start practice traffic"));
    // The playhead may call followPlayhead() by itself; the tiles are worked out once either way.
    m_shownInstant.reset();
    m_playhead->advanceTo(history->now);
    followPlayhead();
    followRefusals();
    if (!m_recording) {
        m_replay->keepBookmarksIn(history->status.dataFolder);
        tellCrashes();
    }
}

/// A service may be back before its health was ever drawn as anything but well; that it crashed is said all the
/// same, and stays until somebody has read it.
void MainWindow::tellCrashes()
{
    constexpr std::size_t mostLooked = 64;
    constexpr Millis news = std::chrono::minutes(1); // an earlier run's crashes are history
    const EventSnapshot &events = m_history->events;
    for (std::size_t i = events.size(); i > 0 && events.size() - i < mostLooked; --i) {
        const Event &event = events.at(i - 1);
        if (event.seq > m_seenSeq && event.kind == EventKind::ServiceCrashed && m_history->now - event.at < news) {
            m_crash = clockWords(event.at, zone()) + u' ' + headline(event);
            break;
        }
    }
    // While the service is down the standing line says it; one line is enough.
    if (!m_crash.isEmpty() && m_banner->problem().isEmpty()) {
        tell(std::exchange(m_crash, {}), true);
    }
    m_seenSeq = events.newestSeq();
}

void MainWindow::followPlayhead()
{
    const bool live = m_playhead->mode() == Mode::Live;
    m_bar->setSpan(m_playhead->range().length());
    m_bar->setCompare(m_compare->clock(), m_compare->words());
    m_desk->setPaused(!live);
    const bool mayWait = m_playhead->motion() == Motion::Playing && m_tilesPause.isActive();
    const bool isOther = m_replay->instant() != m_shownInstant || m_playhead->mode() != m_shownMode;
    if (isOther && !mayWait) {
        m_tilesPause.start();
        showInstant();
    }
    // After the status: green is for what lives.
    m_bar->setMode(m_playhead->mode(), live ? Millis(0) : m_history->now - m_playhead->instant(), newAlerts());
    showAge();
    m_query->follow();
    m_rules->follow();
}

/// A held picture says of each figure that it is of then.
void MainWindow::showAge()
{
    if (m_playhead->mode() != Mode::Paused) {
        m_tiles->setAge({});
        m_findings->setAsOf({});
        return;
    }
    const Timestamp at = m_replay->instant();
    const QString ago = tr("%1 ago").arg(roughDuration(m_history->now - at));
    m_tiles->setAge(ago);
    m_findings->setAsOf(tr("As it stood at %1, %2").arg(clockWords(at, zone()), ago));
}

int MainWindow::newAlerts() const
{
    if (m_playhead->mode() != Mode::Paused) {
        return 0;
    }
    int count = 0;
    const EventSnapshot &events = m_history->events;
    for (std::size_t i = events.lowerBound(m_playhead->instant()); i < events.size(); ++i) {
        count += events.at(i).kind == EventKind::AlertFiring ? 1 : 0;
    }
    return count;
}

void MainWindow::followRefusals()
{
    const Gateway *gateway = m_desk->gateway();
    const auto ask = [&](ActionKind kind) {
        return gateway ? gateway->refusal(kind) : std::optional(tr("Nothing is being watched yet."));
    };
    m_bar->setRefusals(ask(ActionKind::Restart), ask(ActionKind::Purge), ask(ActionKind::Note),
                       ask(ActionKind::Incident));
    m_findings->setPurgeRefusal(ask(ActionKind::Purge));
    m_alertDesk->setRefusal(ask(ActionKind::Acknowledge));
    m_rules->setRefusal(ask(ActionKind::Rules));
    m_incidents->setRefusal(ask(ActionKind::Incident));
    m_postmortem->setRefusal(ask(ActionKind::Incident));
    for (const auto &[action, kind] : m_acts) {
        CommandPalette::refuse(action, ask(kind));
    }
}

void MainWindow::showTitle()
{
    if (!m_feed) {
        setWindowTitle(tr("Quarterdeck"));
        return;
    }
    const int open = m_shownMode == Mode::Paused ? 0 : m_findings->openCount(); // those of then are not of now
    const QString state =
        tr("%1 · %2 · Quarterdeck").arg(m_history->status.target.label(), healthWords(m_shownHealth, open));
    if (m_playhead->mode() != Mode::Replay) {
        setWindowTitle(state);
    } else {
        setWindowTitle(m_recording ? tr("REPLAY · %1 · Quarterdeck").arg(m_recording->name)
                                   : tr("REPLAY · %1").arg(state));
    }
}

void MainWindow::setUtc(bool utc)
{
    m_utc = utc;
    m_settings.setUtc(utc);
    m_bar->setUtc(utc);
    m_log->setZone(zone());
    m_sessions->setZone(zone());
    m_charts->setTimeZone(zone());
    m_compare->setZone(zone());
    m_overview->setTimeZone(zone());
    m_replay->setZone(zone());
    m_query->panel()->setZone(zone());
    m_rules->panel()->setZone(zone());
}

void MainWindow::toggleUtc()
{
    setUtc(!m_utc);
}

void MainWindow::showChart(TileKind kind)
{
    m_charts->scrollToChart(chartOf(kind));
}

void MainWindow::tell(const QString &words, bool critical)
{
    m_banner->showMessage(words, critical);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_settings.setGeometry(saveGeometry());
    QWidget::closeEvent(event);
}

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange) {
        update();
    }
    QWidget::changeEvent(event);
}

} // namespace qd

#include "moc_main_window.cpp"
