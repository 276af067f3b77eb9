// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/chart_pane.h"

#include "widgets/chart/legend_bar.h"

#include <QtGui/QPaintEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QScrollBar>

#include <algorithm>
#include <utility>

namespace qd {

namespace {

constexpr int tickMillis = 16;
constexpr int earlyMillis = 5;
constexpr int restMillis = 100;
constexpr int flashMillis = 1200;
constexpr int scrollWidth = 10; ///< within the margin right of the plots

} // namespace

ChartPane::ChartPane(Playhead *playhead, QWidget *parent)
    : QWidget(parent)
    , m_playhead(playhead)
    , m_scroll(new QScrollBar(Qt::Vertical, this))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(QStringLiteral("Charts"));
    m_tick.setSingleShot(true);
    m_tick.setTimerType(Qt::PreciseTimer);
    connect(&m_tick, &QTimer::timeout, this, &ChartPane::applyPendingChanges);
    m_rest.setSingleShot(true);
    connect(&m_rest, &QTimer::timeout, this, &ChartPane::applyPendingChanges);
    m_flash.setSingleShot(true);
    connect(&m_flash, &QTimer::timeout, this, [this] {
        m_overlay.flashed.reset();
        update();
    });
    m_scroll->setAccessibleName(QStringLiteral("Charts above and below"));
    m_scroll->setFocusPolicy(Qt::NoFocus); // Page Up and Down do it, and the focus stays with the charts
    m_scroll->installEventFilter(this);
    m_scroll->hide();
    connect(m_scroll, &QScrollBar::valueChanged, this, &ChartPane::scrollTo);
    connect(m_playhead, &Playhead::changed, this, [this] {
        if (m_playhead->motion() == Motion::Playing && !m_hoverX) {
            setCrosshair(std::nullopt); // figures are of the instant that plays, not of where one stood before
        }
        schedule();
    });
    connect(m_playhead, &Playhead::overlayChanged, this, [this] {
        m_scene.setOverlay(m_playhead->overlay());
        schedule();
    });
    m_scene.setOverlay(m_playhead->overlay());
    setCharts(standardCharts());
}

ChartPane::~ChartPane() = default;

QSize ChartPane::sizeHint() const
{
    return {1028, 652};
}

QSize ChartPane::minimumSizeHint() const
{
    return {420, 320};
}

void ChartPane::setCharts(std::vector<ChartSpec> specs)
{
    m_shelf.setCharts(std::move(specs));
    restock();
}

void ChartPane::scrollTo(int first)
{
    if (m_shelf.scrollTo(first)) {
        restock();
    }
}

/// The charts that stand in the pane have changed.
void ChartPane::restock()
{
    m_scene.setCharts(m_shelf.standing());
    m_overlay.flashed.reset();
    rebuildLegends();
    const bool scrolls = m_shelf.lastFirst() > 0;
    const QSignalBlocker quiet(m_scroll);
    m_scroll->setRange(0, m_shelf.lastFirst());
    m_scroll->setPageStep(std::max(1, m_shelf.count()));
    m_scroll->setValue(m_shelf.first());
    m_scroll->setVisible(scrolls);
    schedule();
}

void ChartPane::setHistory(const HistoryPtr &history)
{
    m_scene.setHistory(history);
    schedule();
}

void ChartPane::forgetHistory()
{
    m_scene.forgetHistory();
    schedule();
}

void ChartPane::setTimeZone(units::Zone zone)
{
    m_scene.setTimeZone(zone);
    schedule();
}

void ChartPane::setLane(Lane lane)
{
    m_scene.setLane(lane);
    schedule();
}

void ChartPane::setAhead(int width)
{
    m_scene.setAhead(width);
    schedule();
}

void ChartPane::scrollToChart(ChartId id)
{
    if (m_shelf.reveal(id)) {
        restock();
    }
    m_overlay.flashed = m_scene.indexOf(id);
    m_flash.start(flashMillis);
    update();
}

void ChartPane::highlightEvent(std::optional<std::uint64_t> seq)
{
    if (m_overlay.highlighted != seq) {
        m_overlay.highlighted = seq;
        update();
    }
}

void ChartPane::lightInstant(std::optional<Timestamp> at)
{
    if (std::exchange(m_overlay.lit, at) != at) {
        update();
    }
}

LegendBar *ChartPane::legend(ChartId id) const
{
    const auto index = m_scene.indexOf(id);
    return index ? m_legends[*index] : nullptr;
}

/// The first change after a pause is painted at once, more of them at most every 16 ms.
void ChartPane::schedule()
{
    if (!m_tick.isActive()) {
        const qint64 since = m_sinceFlush.isValid() ? m_sinceFlush.elapsed() : tickMillis;
        // What comes once a tick, a little early or late, must not be made later each time until one is lost.
        const qint64 wait = since >= tickMillis - earlyMillis ? 0 : tickMillis - since;
        m_tick.start(static_cast<int>(wait));
    }
}

void ChartPane::applyPendingChanges()
{
    m_tick.stop();
    m_sinceFlush.start();
    takeRange();
    if (m_scene.size() != size() || m_scene.pixelRatio() != devicePixelRatioF()) {
        takeSize();
    }
    repaintChanges(m_scene.update());
    if (const int ahead = m_scene.neededAhead(); std::exchange(m_toldAhead, ahead) != ahead) {
        Q_EMIT aheadChanged(ahead);
    }
    if (m_hoverX) {
        // The view moved under a mouse that stands still.
        setCrosshair(m_scene.timeAt(*m_hoverX));
    }
    updateLegends();
    m_tick.stop(); // what the crosshair asked for is done
}

/// While a wheel turns no picture stays for long: they are hasty ones, and a careful one comes when it rests.
void ChartPane::takeRange()
{
    const TimeRange range = m_playhead->range();
    const bool zoomsOn = m_rest.isActive();
    if (range.length() != m_scene.range().length() && !m_scene.range().isEmpty()) {
        m_scene.setHasty(zoomsOn);
        m_rest.start(restMillis);
    } else if (!zoomsOn) {
        m_scene.setHasty(false);
    }
    m_scene.setRange(range);
}

void ChartPane::takeSize()
{
    m_scene.setSize(size(), devicePixelRatioF());
    if (m_shelf.setHeight(height())) {
        restock();
    }
    const PaneLayout &layout = m_scene.layout();
    const int top = layout.lane.bottom() + 1;
    m_scroll->setGeometry(width() - scrollWidth - 2, top, scrollWidth, std::max(0, layout.axis.top() - top));
    placeLegends();
}

void ChartPane::repaintChanges(const ChartScene::Change &change)
{
    if (change.everything || change.lane) {
        update();
        return;
    }
    for (std::size_t i : change.plots) {
        const ChartBox &box = m_scene.layout().charts[i];
        update(QRect(0, box.title.top(), width(), box.plot.bottom() - box.title.top() + 9));
    }
}

void ChartPane::paintEvent(QPaintEvent *event)
{
    if (m_scene.size() != size() || m_scene.pixelRatio() != devicePixelRatioF()) {
        applyPendingChanges();
    }
    QPainter painter(this);
    // Two far strips (old and new crosshair) must not become everything between them.
    for (const QRect &exposed : event->region()) {
        paintPane(painter, m_scene, m_overlay, exposed);
    }
}

void ChartPane::resizeEvent(QResizeEvent *)
{
    applyPendingChanges();
}

void ChartPane::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_scene.restyle();
        for (LegendBar *legend : m_legends) {
            legend->restyle();
        }
        schedule();
    }
    QWidget::changeEvent(event);
}

} // namespace qd

#include "moc_chart_pane.cpp"
