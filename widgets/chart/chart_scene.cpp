// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/chart_scene.h"

#include "widgets/chart/at_once.h"
#include "widgets/chart/text_face.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace qd {

namespace {

constexpr double tickSpacing = 88;
constexpr int narrowestGap = 3;
constexpr int hastyStep = 2;
constexpr std::ptrdiff_t mostParked = 64;

LabelMetrics laneMetrics()
{
    const TextFace &face = TextFace::of(11);
    return {[&face](const QString &text) { return face.width(text); },
            [&face](const QString &text, double width) { return face.elided(text, width); }};
}

} // namespace

ChartScene::ChartScene()
    : m_history(std::make_shared<HistorySnapshot>())
{}

void ChartScene::setCharts(std::vector<ChartSpec> specs)
{
    std::vector<Plot> known = std::exchange(m_plots, {});
    std::move(m_parked.begin(), m_parked.end(), std::back_inserter(known));
    for (ChartSpec &spec : specs) {
        const auto same =
            std::find_if(known.begin(), known.end(), [&](const Plot &p) { return p.spec() == spec; });
        if (same != known.end()) {
            m_plots.push_back(std::move(*same));
            known.erase(same);
        } else {
            m_plots.emplace_back(std::move(spec));
        }
    }
    known.erase(known.begin() + std::min(std::ssize(known), mostParked), known.end());
    m_parked = std::move(known);
    setSize(m_size, m_pixelRatio);
}

void ChartScene::setHistory(HistoryPtr history)
{
    if (!history) {
        return;
    }
    // Generations only grow within one history: this is another one.
    if (history->generation < m_history->generation || history->detail != m_history->detail) {
        resetPlots();
    }
    m_history = std::move(history);
}

void ChartScene::forgetHistory()
{
    m_history = std::make_shared<HistorySnapshot>();
    resetPlots();
}

void ChartScene::resetPlots()
{
    for (std::vector<Plot> *plots : {&m_plots, &m_parked}) {
        for (Plot &p : *plots) {
            p.reset();
        }
    }
    m_laneSeq = 0;
    m_allDirty = true;
}

void ChartScene::setOverlay(std::optional<Overlay> overlay)
{
    for (std::vector<Plot> *plots : {&m_plots, &m_parked}) {
        for (Plot &p : *plots) {
            p.resetUnder();
        }
    }
    m_overlay = std::move(overlay);
    m_allDirty = true;
}

void ChartScene::setRange(TimeRange range)
{
    if (range.length() != m_range.length()) {
        for (std::vector<Plot> *plots : {&m_plots, &m_parked}) {
            for (Plot &p : *plots) {
                p.unsettleScale();
            }
        }
    }
    m_range = range;
}

void ChartScene::setSize(QSize size, double pixelRatio)
{
    m_size = size;
    m_pixelRatio = pixelRatio;
    relayout();
}

void ChartScene::relayout()
{
    std::vector<double> weights;
    for (const Plot &p : m_plots) {
        weights.push_back(p.spec().weight);
    }
    m_layout = layoutPane(m_size, weights, m_lane, std::max(m_askedAhead, neededAhead()));
    m_allDirty = true;
}

void ChartScene::setTimeZone(units::Zone zone)
{
    m_allDirty = m_allDirty || zone != m_zone;
    m_zone = zone;
}

void ChartScene::setLane(Lane lane)
{
    if (m_lane != lane) {
        m_lane = lane;
        setSize(m_size, m_pixelRatio);
    }
}

void ChartScene::restyle()
{
    m_allDirty = true;
}

void ChartScene::setShown(std::size_t chart, std::size_t trace, bool shown)
{
    m_plots[chart].setShown(trace, shown);
    m_plots[chart].unsettleScale();
}

void ChartScene::isolate(std::size_t chart, std::size_t trace)
{
    m_plots[chart].isolate(trace);
    m_plots[chart].unsettleScale();
}

std::optional<std::size_t> ChartScene::indexOf(ChartId id) const
{
    for (std::size_t i = 0; i < m_plots.size(); ++i) {
        if (m_plots[i].spec().id == id) {
            return i;
        }
    }
    return std::nullopt;
}

PlotFrame ChartScene::frame(const PlotFrame *under) const
{
    return {m_history->series, m_axis, m_gaps, m_pixelRatio, under};
}

/// The same columns of an earlier time, whole ones, so that both move together.
PlotFrame ChartScene::underFrame() const
{
    const SeriesSnapshot &series = m_overlay->history ? m_overlay->history->series : m_history->series;
    return {series, shifted(m_axis, m_overlay->shift), m_underGaps, m_pixelRatio, nullptr};
}

ChartScene::Change ChartScene::update()
{
    Change change;
    const bool outlookChanged = updateOutlook();
    const TimeAxis axisBefore = m_axis;
    const auto gapsBefore = columnSpans(m_axis, m_gaps, 1);
    updateAxis();
    change.everything = std::exchange(m_allDirty, false) || !(m_axis == axisBefore);
    const bool gapsChanged = columnSpans(m_axis, m_gaps, 1) != gapsBefore;
    std::optional<PlotFrame> under;
    if (m_overlay) {
        under.emplace(underFrame());
    }
    const PlotFrame f = frame(under ? &*under : nullptr);
    std::vector<char> drawn(m_plots.size(), 0);
    forEachAtOnce(m_plots.size(), [&](std::size_t i) {
        const bool dataChanged = m_plots[i].update(f);
        if (dataChanged || change.everything || gapsChanged) {
            const int rows = static_cast<int>(std::lround(m_layout.charts[i].plot.height() * m_pixelRatio));
            m_plots[i].render(f, rows);
            drawn[i] = 1;
        }
    });
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        if (drawn[i] != 0 || (outlookChanged && outlook(i))) {
            change.plots.push_back(i);
        }
    }
    const std::uint64_t seq = m_history->events.newestSeq();
    if (change.everything || seq != m_laneSeq) {
        updateLane();
        m_laneSeq = seq;
        change.lane = true;
    }
    return change;
}

/// As of the right edge: in a replay what was known then. The layout follows.
bool ChartScene::updateOutlook()
{
    const auto before = std::exchange(m_outlook, std::nullopt);
    for (std::size_t i = 0; i < m_plots.size() && !m_outlook; ++i) {
        m_outlook = outlookAt(m_history->series, m_plots[i].spec(), m_range.end);
        m_outlookOf = i;
    }
    for (std::size_t i = 0; i < m_plots.size(); ++i) {
        m_plots[i].setHeadroom(outlook(i) != nullptr);
    }
    if (m_layout.ahead != std::max(m_askedAhead, neededAhead())) {
        relayout();
    }
    return m_outlook != before;
}

void ChartScene::updateAxis()
{
    const int columns = std::max(1, static_cast<int>(std::lround(m_layout.plotWidth() * m_pixelRatio)));
    m_axis = timeAxisFor(m_range, columns);
    m_axis.step = m_hasty ? hastyStep : 1;
    const TimeRange visible = qd::rangeOf(m_axis);
    m_gaps = m_history->series.gaps(visible);
    m_underGaps.clear();
    if (m_overlay) {
        const PlotFrame under = underFrame();
        m_underGaps = under.series.gaps(qd::rangeOf(under.axis));
    }
    const int most = std::max(2, static_cast<int>(m_layout.plotWidth() / tickSpacing));
    m_ticks = units::timeTicks(visible, most, m_zone);
}

void ChartScene::updateLane()
{
    if (m_lane == Lane::Hidden) {
        m_marks.clear();
        return;
    }
    m_marks = eventMarks(m_history->events, m_axis, m_pixelRatio, laneMetrics());
}

double ChartScene::xOf(Timestamp t) const
{
    return m_layout.left + qd::xOf(m_axis, t) / m_pixelRatio;
}

Timestamp ChartScene::timeAt(double x) const
{
    return qd::timeAt(m_axis, (x - m_layout.left) * m_pixelRatio);
}

std::vector<QRectF> ChartScene::gapRects(const QRect &plot) const
{
    std::vector<QRectF> out;
    const int minimum = static_cast<int>(std::ceil(narrowestGap * m_pixelRatio));
    for (const ColumnSpan &s : columnSpans(m_axis, m_gaps, minimum)) {
        out.emplace_back(plot.left() + s.begin / m_pixelRatio, plot.top(), (s.end - s.begin) / m_pixelRatio,
                         plot.height());
    }
    return out;
}

} // namespace qd
