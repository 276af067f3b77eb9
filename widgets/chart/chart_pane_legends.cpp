// SPDX-License-Identifier: GPL-3.0-or-later
// The legends of ChartPane: who is who, values at the crosshair, figures of a span.
#include "widgets/chart/chart_pane.h"
#include "widgets/chart/legend_bar.h"
#include "widgets/chart/span_figures.h"
#include "widgets/shared/theme.h"

#include <algorithm>
#include <limits>

namespace qd {

namespace {

/// Its words stand on the baseline of the title beside it.
constexpr int legendHeight = 18;

} // namespace

void ChartPane::rebuildLegends()
{
    qDeleteAll(m_legends);
    m_legends.clear();
    m_figures.clear();
    for (std::size_t i = 0; i < m_scene.plots().size(); ++i) {
        auto *legend = new LegendBar(this);
        legend->installEventFilter(this);
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
        connect(legend, &LegendBar::othersRequested, this,
                [this, i] { Q_EMIT othersWanted(m_scene.plots()[i].spec().id); });
        legend->setOthers(m_scene.plots()[i].spec().others);
        m_legends.push_back(legend);
    }
    placeLegends();
}

/// Over a legend or the scroll bar the mouse is within the pane still, which gets neither moves nor a leave: the
/// crosshair would stay where the mouse went out of a plot.
bool ChartPane::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Enter && m_grip.drag == Drag::None) {
        endHover();
    }
    return QWidget::eventFilter(watched, event);
}

/// What comes over the window may take the mouse without a word.
bool ChartPane::event(QEvent *event)
{
    if (event->type() == QEvent::WindowDeactivate && m_hoverX) {
        endHover();
    }
    return QWidget::event(event);
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
        const auto sample = plot.trace(t).at(at);
        entries.push_back({trace.label, trace.shortLabel,
                           sample ? valueText(sample->value, plot.scale().unit()) : QStringLiteral("–"),
                           trace.color.isValid() ? trace.color : theme().text, plot.isShown(t),
                           trace.primary ? std::numeric_limits<int>::max() : trace.importance,
                           comparedText(plot, t, sample, at)});
    }
    m_legends[chart]->setEntries(std::move(entries));
    m_legends[chart]->setNote(figuresOf(chart));
}

/// "96.2 (+4.1)": what was there then, and what it is more now.
QString ChartPane::comparedText(const Plot &plot, std::size_t trace, const std::optional<Sample> &now,
                                Timestamp at) const
{
    if (!m_scene.overlay()) {
        return {};
    }
    const UnitScale &unit = plot.scale().unit();
    const auto then = plot.under(trace).at(m_scene.overlay()->there(at));
    if (!then) {
        return QStringLiteral("–");
    }
    const QString value = valueText(then->value, unit);
    return now ? QStringLiteral("%1 (%2)").arg(value, deltaText(now->value - then->value, unit)) : value;
}

bool ChartPane::FigureNote::isOf(const FigureNote &other) const
{
    return trace == other.trace && marked == other.marked && cursors == other.cursors && data == other.data &&
           unit == other.unit;
}

/// Figures of the marked span or at the cursors, for the trace the chart is about or, when that is hidden, the
/// first one shown.
QString ChartPane::figuresOf(std::size_t chart)
{
    const Plot &plot = m_scene.plots()[chart];
    const UnitScale &unit = plot.scale().unit();
    FigureNote wanted{{}, m_overlay.marked, m_overlay.cursors, m_scene.history().generation, unit.name, {}};
    if (!wanted.marked && wanted.cursors.isEmpty()) {
        return {};
    }
    for (std::size_t t = 0; t < plot.spec().traces.size(); ++t) {
        if (plot.isShown(t) && (!wanted.trace || plot.spec().traces[t].primary)) {
            wanted.trace = t;
        }
    }
    if (!wanted.trace) {
        return {};
    }
    m_figures.resize(m_legends.size());
    if (!m_figures[chart].isOf(wanted)) {
        const TraceSource &trace = plot.trace(*wanted.trace);
        const QString &label = plot.spec().traces[*wanted.trace].label;
        if (!wanted.marked) {
            wanted.words = cursorText(label, cursorFigures(trace, wanted.cursors), unit);
        } else if (const auto figures = spanFigures(trace, *wanted.marked)) {
            wanted.words = spanText(label, *figures, unit);
        } else {
            wanted.words = QStringLiteral("no samples in the span");
        }
        m_figures[chart] = std::move(wanted);
    }
    return m_figures[chart].words;
}

} // namespace qd
