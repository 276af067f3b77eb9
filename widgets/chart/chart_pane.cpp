// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/chart_pane.h"

#include "widgets/chart/legend_bar.h"
#include "widgets/chart/span_figures.h"

#include <QtGui/QPaintEvent>
#include <QtGui/QPainter>

#include <algorithm>
#include <limits>

namespace qd {

namespace {

constexpr int tickMillis = 16;
/// Its words stand on the baseline of the title beside it.
constexpr int legendHeight = 18;
constexpr int flashMillis = 1200;
/// A value older than this is not "now" any more.
constexpr Millis valueLookBack = std::chrono::minutes(1);

} // namespace

ChartPane::ChartPane(Playhead *playhead, QWidget *parent)
    : QWidget(parent)
    , m_playhead(playhead)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(QStringLiteral("Charts"));
    m_tick.setSingleShot(true);
    m_tick.setTimerType(Qt::PreciseTimer);
    connect(&m_tick, &QTimer::timeout, this, &ChartPane::applyPendingChanges);
    m_flash.setSingleShot(true);
    connect(&m_flash, &QTimer::timeout, this, [this] {
        m_overlay.flashed.reset();
        update();
    });
    connect(m_playhead, &Playhead::changed, this, &ChartPane::schedule);
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
    m_scene.setCharts(std::move(specs));
    rebuildLegends();
    schedule();
}

void ChartPane::setHistory(const HistoryPtr &history)
{
    m_scene.setHistory(history);
    schedule();
}

void ChartPane::setTimeZone(units::Zone zone)
{
    m_scene.setTimeZone(zone);
    schedule();
}

void ChartPane::scrollToChart(ChartId id)
{
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
        m_tick.start(static_cast<int>(std::clamp<qint64>(tickMillis - since, 0, tickMillis)));
    }
}

void ChartPane::applyPendingChanges()
{
    m_tick.stop();
    m_scene.setRange(m_playhead->range());
    if (m_scene.size() != size() || m_scene.pixelRatio() != devicePixelRatioF()) {
        m_scene.setSize(size(), devicePixelRatioF());
        placeLegends();
    }
    repaintChanges(m_scene.update());
    if (m_hoverX) {
        // The view moved under a mouse that stands still.
        setCrosshair(m_scene.timeAt(*m_hoverX));
    }
    updateLegends();
    m_sinceFlush.start();
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

void ChartPane::rebuildLegends()
{
    qDeleteAll(m_legends);
    m_legends.clear();
    for (std::size_t i = 0; i < m_scene.plots().size(); ++i) {
        auto *legend = new LegendBar(this);
        legend->setAccessibleName(QStringLiteral("%1 legend").arg(m_scene.plots()[i].spec().title));
        connect(legend, &LegendBar::isolateRequested, this, [this, i](int trace) {
            m_scene.isolate(i, static_cast<std::size_t>(trace));
            schedule();
        });
        connect(legend, &LegendBar::toggleRequested, this, [this, i](int trace) {
            const auto t = static_cast<std::size_t>(trace);
            m_scene.setShown(i, t, !m_scene.plots()[i].isShown(t));
            schedule();
        });
        m_legends.push_back(legend);
    }
    placeLegends();
}

void ChartPane::placeLegends()
{
    const PaneLayout &layout = m_scene.layout();
    m_overlay.terse.resize(m_legends.size(), false);
    for (std::size_t i = 0; i < m_legends.size() && i < layout.charts.size(); ++i) {
        const Plot &plot = m_scene.plots()[i];
        const QRect title = layout.charts[i].title;
        const auto leftOf = [&](bool terse) { return std::min(titleWidth(plot, terse) + 16, layout.right - 40); };
        const bool terse = leftOf(false) + m_legends[i]->fullWidth() > layout.right;
        if (terse != m_overlay.terse[i]) {
            m_overlay.terse[i] = terse;
            update(title);
        }
        const int left = leftOf(terse);
        const QRect place(left, title.top(), std::max(40, layout.right - left), legendHeight);
        if (m_legends[i]->geometry() != place) {
            m_legends[i]->setGeometry(place);
        }
        m_legends[i]->setVisible(true);
    }
}

void ChartPane::updateLegends()
{
    for (std::size_t i = 0; i < m_legends.size(); ++i) {
        updateLegend(i);
    }
    placeLegends();
}

void ChartPane::updateLegend(std::size_t chart)
{
    const Plot &plot = m_scene.plots()[chart];
    const Timestamp at = m_overlay.crosshair.value_or(m_playhead->instant());
    std::vector<LegendEntry> entries;
    for (std::size_t t = 0; t < plot.spec().traces.size(); ++t) {
        const TraceSpec &trace = plot.spec().traces[t];
        const auto sample = plot.series(t).at(at, valueLookBack);
        entries.push_back({trace.label, trace.shortLabel,
                           sample ? valueText(sample->value, plot.scale().unit()) : QStringLiteral("–"),
                           trace.color.isValid() ? trace.color : theme().text, plot.isShown(t),
                           trace.primary ? std::numeric_limits<int>::max() : trace.importance});
    }
    m_legends[chart]->setEntries(std::move(entries));
    m_legends[chart]->setNote(figuresOf(chart));
}

/// Figures of the marked span, for the trace the chart is about or, when that is hidden, the first one shown.
QString ChartPane::figuresOf(std::size_t chart) const
{
    if (!m_overlay.marked) {
        return {};
    }
    const Plot &plot = m_scene.plots()[chart];
    std::optional<std::size_t> chosen;
    for (std::size_t t = 0; t < plot.spec().traces.size(); ++t) {
        if (plot.isShown(t) && (!chosen || plot.spec().traces[t].primary)) {
            chosen = t;
        }
    }
    if (!chosen) {
        return {};
    }
    const auto figures = spanFigures(plot.series(*chosen), *m_overlay.marked);
    return figures ? spanText(plot.spec().traces[*chosen].label, *figures, plot.scale().unit())
                   : QStringLiteral("no samples in the span");
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
