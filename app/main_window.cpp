// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include "app/action_desk.h"
#include "widgets/alerts/findings_panel.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/chart/overview_strip.h"
#include "widgets/dashboard/banner.h"
#include "widgets/dashboard/bar.h"
#include "widgets/dashboard/first_minute.h"
#include "widgets/dashboard/palette.h"
#include "widgets/dashboard/tile.h"
#include "widgets/log/event_words.h"
#include "widgets/log/log_panel.h"
#include "widgets/sessions/sessions_model.h"
#include "widgets/sessions/sessions_panel.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/words.h"

#include <QtGui/QCloseEvent>
#include <QtGui/QGuiApplication>
#include <QtGui/QScreen>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QVBoxLayout>

namespace qd {

namespace {

constexpr int sideWidth = 420;
constexpr int narrowestSide = 330;
constexpr int footHeight = 66;

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
    m_desk = new ActionDesk(this, clock);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildBar(column);
    buildDashboard();
    m_firstMinute = new FirstMinute(this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_firstMinute);
    m_stack->addWidget(m_dashboard);
    column->addWidget(m_stack, 1);
    m_palette = new CommandPalette(this);
    buildCommands();
    connect(m_firstMinute, &FirstMinute::practiceWanted, this, &MainWindow::practiceWanted);
    connect(m_firstMinute, &FirstMinute::attachWanted, this, &MainWindow::attachWanted);
    connect(m_playhead, &Playhead::changed, this, &MainWindow::followPlayhead);
    connect(m_desk, &ActionDesk::told, this, &MainWindow::tell);
    connect(m_desk, &ActionDesk::sessionsChanged, m_sessions->model(), &SessionsModel::reload);
    setUtc(settings.utc());
    m_playhead->follow(settings.span());
    m_side->setCurrentIndex(settings.sideTab());
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
    column->addWidget(m_banner);
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
    m_split->addWidget(m_charts);
    m_split->addWidget(buildSide());
    m_split->setStretchFactor(0, 1);
    m_split->setStretchFactor(1, 0);
    m_split->setSizes({988, sideWidth});
    column->addWidget(m_split, 1);
    m_overview = new OverviewStrip(m_playhead, "process_resident_memory_bytes", m_dashboard);
    m_overview->setAccessibleName(tr("Overview of the whole history"));
    m_overview->setFixedHeight(footHeight);
    column->addWidget(m_overview);
}

QWidget *MainWindow::buildSide()
{
    m_side = new QTabWidget(m_dashboard);
    m_side->setDocumentMode(true);
    m_side->setMinimumWidth(narrowestSide);
    m_side->tabBar()->setExpanding(false);
    m_findings = new FindingsPanel(m_side);
    m_sessions = new SessionsPanel(m_side);
    m_log = new LogPanel(m_side);
    m_side->addTab(m_findings, tr("Alerts"));
    m_side->addTab(m_sessions, tr("Sessions"));
    m_side->addTab(m_log, tr("Log"));
    connect(m_side, &QTabWidget::currentChanged, this, [this](int tab) { m_settings.setSideTab(tab); });
    connect(m_findings, &FindingsPanel::chartWanted, this, &MainWindow::showChart);
    connect(m_findings, &FindingsPanel::purgeWanted, m_desk,
            [this] { m_desk->openPurge(PurgeSelector{}, tr("Sessions retained after logout fill memory")); });
    connect(m_sessions, &SessionsPanel::endWanted, m_desk, &ActionDesk::openEnd);
    connect(m_sessions, &SessionsPanel::purgeWanted, m_desk,
            [this](const PurgeSelector &selector) { m_desk->openPurge(selector); });
    connect(m_log, &LogPanel::instantWanted, this, &MainWindow::goTo);
    return panelAround(m_side, m_dashboard);
}

void MainWindow::watch(HistoryFeed *feed, Gateway *gateway)
{
    if (m_feed) {
        m_feed->disconnect(this);
    }
    if (m_desk->gateway()) {
        m_desk->gateway()->disconnect(this);
    }
    m_feed = feed;
    m_crash.clear();
    m_desk->setGateway(gateway);
    m_sessions->setGateway(gateway);
    m_bar->setEmpty(!feed);
    m_stack->setCurrentWidget(feed ? m_dashboard : static_cast<QWidget *>(m_firstMinute));
    if (gateway) {
        connect(gateway, &Gateway::availabilityChanged, this, &MainWindow::followRefusals);
    }
    if (feed) {
        connect(feed, &HistoryFeed::published, this, &MainWindow::showHistory);
        m_charts->setFocus(Qt::OtherFocusReason);
    } else {
        m_firstMinute->setFocus(Qt::OtherFocusReason);
    }
    showHistory(feed ? feed->current() : std::make_shared<const HistorySnapshot>());
    followRefusals();
}

void MainWindow::showHistory(const HistoryPtr &history)
{
    m_history = history;
    m_charts->setHistory(history);
    m_overview->setHistory(history);
    m_sessions->setHistory(history);
    m_log->setHistory(history);
    const ServiceStatus &status = history->status;
    m_desk->setTarget(status.target);
    m_bar->setStatus(status, history->now);
    // What makes a service degraded is a finding with its own row; the banner is for what stands still.
    m_banner->setProblem(status.health == Health::Degraded ? QString() : status.problem);
    m_banner->setRecorderProblem(status.recorderProblem);
    m_trafficAction->setText(status.trafficRunning ? tr("Stop practice traffic") : tr("Start practice traffic"));
    // The playhead may call followPlayhead() by itself; the tiles are worked out once either way.
    m_shownInstant.reset();
    m_playhead->advanceTo(history->now);
    followPlayhead();
    showTitle();
    followRefusals();
    tellCrashes();
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

/// Tiles and findings, as they stood at the playhead.
void MainWindow::showInstant()
{
    const Timestamp at = m_playhead->instant();
    m_shownInstant = at;
    m_shownMode = m_playhead->mode();
    m_tiles->setReadings(tileReadings(*m_history, at));
    std::vector<Finding> found = findings(*m_history, at);
    // How the service is belongs to now; in a held list of then it would be taken for then. The bar has it.
    if (m_shownMode == Mode::Paused) {
        std::erase_if(found, [](const Finding &f) { return f.id == u"service"; });
    }
    m_findings->setFindings(found);
    const int open = m_findings->openCount();
    m_side->setTabText(0, open > 0 ? tr("Alerts %1").arg(open) : tr("Alerts"));
}

void MainWindow::followPlayhead()
{
    const bool live = m_playhead->mode() == Mode::Live;
    m_bar->setMode(m_playhead->mode(), live ? Millis(0) : m_history->now - m_playhead->instant(), newAlerts());
    m_bar->setSpan(live ? m_playhead->range().length() : Millis(0));
    m_desk->setPaused(!live);
    if (m_playhead->instant() != m_shownInstant || m_playhead->mode() != m_shownMode) {
        showInstant();
    }
    showAge();
}

/// A held picture says of each figure that it is of then.
void MainWindow::showAge()
{
    if (m_playhead->mode() != Mode::Paused) {
        m_tiles->setAge({});
        m_findings->setAsOf({});
        return;
    }
    const Timestamp at = m_playhead->instant();
    const QString ago = tr("%1 ago").arg(roughDuration(m_history->now - at));
    m_tiles->setAge(ago);
    m_findings->setAsOf(tr("As it stood at %1, %2").arg(clockWords(at, zone()), ago));
}

int MainWindow::newAlerts() const
{
    if (m_playhead->mode() == Mode::Live) {
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
    m_bar->setRefusals(ask(ActionKind::Restart), ask(ActionKind::Purge), ask(ActionKind::Note));
    m_findings->setPurgeRefusal(ask(ActionKind::Purge));
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
    const ServiceStatus &status = m_history->status;
    setWindowTitle(tr("%1 · %2 · Quarterdeck").arg(status.target.label(), wordOf(status.health)));
}

void MainWindow::setUtc(bool utc)
{
    m_utc = utc;
    m_settings.setUtc(utc);
    m_bar->setUtc(utc);
    m_log->setZone(zone());
    m_sessions->setZone(zone());
    m_charts->setTimeZone(zone());
    m_overview->setTimeZone(zone());
}

void MainWindow::toggleUtc()
{
    setUtc(!m_utc);
}

void MainWindow::showChart(TileKind kind)
{
    m_charts->scrollToChart(chartOf(kind));
}

/// Holds the picture with `at` in its middle; the span stays.
void MainWindow::goTo(Timestamp at)
{
    const Millis span = m_playhead->range().length();
    m_playhead->zoomTo({at - span / 2, at - span / 2 + span});
}

void MainWindow::showSide(int tab)
{
    m_side->setCurrentIndex(tab);
}

void MainWindow::openNote()
{
    // While live the instant of a note is the history's own present: the engine's clock is not this window's.
    m_desk->openNote(m_playhead->mode() == Mode::Live ? m_history->now : m_playhead->instant(), zone(),
                     m_bar->noteButton());
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
