// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/plot.h"

#include "widgets/chart/trace_columns.h"
#include "widgets/shared/theme.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

/// Prometheus' look-back: samples further apart are not one line.
constexpr Millis longestJoin = std::chrono::minutes(5);
/// A limit is part of the scale once the data come within a quarter of it; before, it would press them flat.
constexpr double limitMatters = 0.25;
constexpr int stackOpacity = 217;
constexpr double heatCellWidth = 3;

int furthestJoin(const TimeAxis &axis)
{
    return static_cast<int>(
               std::min<std::int64_t>(axis.columns, std::chrono::nanoseconds(longestJoin) / axis.width)) +
           1;
}

std::vector<ColumnSpan> gapColumns(const PlotFrame &frame)
{
    return columnSpans(frame.axis, frame.gaps, 1);
}

QRgb lineColor(const TraceSpec &trace)
{
    return (trace.color.isValid() ? trace.color : theme().text).rgba();
}

} // namespace

Plot::Plot(ChartSpec spec)
    : m_spec(std::move(spec))
    , m_scale(m_spec.unit, m_spec.scale)
    , m_traces(m_spec.traces.size())
    , m_shown(m_spec.traces.size(), true)
    , m_limits(m_spec.limits.size())
{
    m_scale.setDecades(m_spec.lowestDecade, m_spec.highestDecade);
}

void Plot::reset()
{
    for (Trace &t : m_traces) {
        t.cache.reset();
    }
    m_heat.reset();
    m_heatRange = {};
    m_scale.unsettle();
    m_dirty = true;
}

void Plot::setShown(std::size_t trace, bool shown)
{
    m_shown[trace] = shown;
    m_dirty = true;
}

void Plot::isolate(std::size_t trace)
{
    const bool alone = m_shown[trace] && std::count(m_shown.begin(), m_shown.end(), true) == 1;
    std::fill(m_shown.begin(), m_shown.end(), alone);
    m_shown[trace] = true;
    m_dirty = true;
}

bool Plot::isLimitInScale(std::size_t index) const
{
    return m_limits[index] && *m_limits[index] <= m_scale.top();
}

bool Plot::update(const PlotFrame &frame)
{
    bool changed = updateTraces(frame);
    for (std::size_t i = 0; i < m_limits.size(); ++i) {
        const LimitSpec &l = m_spec.limits[i];
        const auto value = frame.series.first(l.metric, l.labels).at(rangeOf(frame.axis).end);
        m_limits[i] =
            value && std::isfinite(value->value) && value->value > 0 ? std::optional(value->value) : std::nullopt;
    }
    if (m_spec.heat) {
        const int cell = std::max(1, static_cast<int>(std::lround(heatCellWidth * frame.pixelRatio)));
        if (m_heat.update(frame.series, *m_spec.heat, frame.axis, cell)) {
            m_heatRange = heatRange(m_heat, frame.gaps);
            changed = true;
        }
        m_hasData = m_hasData || !m_heat.isEmpty();
    }
    changed = fitScale() || changed;
    return std::exchange(m_dirty, false) || changed;
}

bool Plot::updateTraces(const PlotFrame &frame)
{
    bool changed = false;
    m_hasData = false;
    const Timestamp knownUntil = frame.series.extent().end;
    for (std::size_t i = 0; i < m_traces.size(); ++i) {
        const TraceSpec &spec = m_spec.traces[i];
        m_traces[i].series = frame.series.first(spec.metric, spec.labels);
        m_hasData = m_hasData || !m_traces[i].series.isNull();
        Trace &trace = m_traces[i];
        if (trace.cache.update(trace.series, frame.axis, knownUntil) || m_dirty) {
            trace.drawn = withEdges(trace.series, frame.axis, trace.cache.columns(), frame.gaps, longestJoin);
            changed = true;
        }
    }
    return changed;
}

bool Plot::fitScale()
{
    ValueRange range = m_heatRange;
    std::vector<double> sums;
    for (std::size_t i = 0; i < m_traces.size(); ++i) {
        const std::vector<ColumnSummary> &columns = m_traces[i].drawn;
        if (!m_shown[i] || columns.empty()) {
            continue;
        }
        const ValueRange own = rangeOf(columns);
        range.include(own.lowest);
        range.include(own.highest);
        if (m_spec.traces[i].style == TraceStyle::Stack) {
            sums.resize(columns.size());
            for (std::size_t c = 0; c < columns.size(); ++c) {
                sums[c] += columns[c].count > 0 ? std::max(0.0, columns[c].last) : 0;
            }
        }
    }
    for (double sum : sums) {
        range.include(sum);
    }
    for (const auto &limit : m_limits) {
        if (limit && range.highest >= limitMatters * *limit) {
            range.include(*limit);
        }
    }
    return m_scale.fit(range.lowest, range.highest);
}

void Plot::render(const PlotFrame &frame, int rows)
{
    const QSize size(frame.axis.columns, std::max(rows, 1));
    if (m_picture.size() != size) {
        m_picture = QImage(size, QImage::Format_ARGB32_Premultiplied);
    }
    m_picture.setDevicePixelRatio(frame.pixelRatio);
    m_picture.fill(Qt::transparent);
    if (m_spec.heat) {
        const auto cells =
            heatCells(m_heat, frame.gaps, frame.axis, m_scale, 0, static_cast<float>(size.height()));
        drawCells(m_picture, cells, theme().accent.rgba());
    }
    renderStack(frame);
    renderLines(frame);
}

void Plot::renderStack(const PlotFrame &frame)
{
    const auto gaps = gapColumns(frame);
    const auto rows = static_cast<float>(m_picture.height());
    std::vector<StackLayer> layers;
    std::vector<double> sums(static_cast<std::size_t>(frame.axis.columns), 0);
    for (std::size_t i = 0; i < m_traces.size(); ++i) {
        const std::vector<ColumnSummary> &columns = m_traces[i].drawn;
        if (m_spec.traces[i].style != TraceStyle::Stack || !m_shown[i] || columns.empty()) {
            continue;
        }
        const auto values = sliceValues(columns, joins(columns, gaps, furthestJoin(frame.axis)));
        QColor color = m_spec.traces[i].color;
        color.setAlpha(stackOpacity);
        StackLayer layer{std::vector<float>(values.size(), noPixel), color.rgba()};
        for (std::size_t c = 0; c < values.size(); ++c) {
            if (!std::isnan(values[c])) {
                sums[c] += std::max(0.0, values[c]);
                layer.top[c] = rows * static_cast<float>(1 - m_scale.share(sums[c]));
            }
        }
        layers.push_back(std::move(layer));
    }
    if (!layers.empty()) {
        drawStack(m_picture, layers, rows * static_cast<float>(1 - m_scale.share(0)));
    }
}

void Plot::renderLines(const PlotFrame &frame)
{
    const auto gaps = gapColumns(frame);
    for (std::size_t i = 0; i < m_traces.size(); ++i) {
        const std::vector<ColumnSummary> &columns = m_traces[i].drawn;
        const TraceSpec &spec = m_spec.traces[i];
        if (spec.style != TraceStyle::Line || !m_shown[i] || columns.empty()) {
            continue;
        }
        const auto joined = joins(columns, gaps, furthestJoin(frame.axis));
        // Along the middle of the grid's lines, so that a curve at zero is not cut in half by the edge.
        const auto inset = static_cast<float>(frame.pixelRatio);
        const float rows = static_cast<float>(m_picture.height()) - inset;
        const auto pixels = linePixels(columns, joined, m_scale, inset / 2, rows);
        drawLine(m_picture, pixels, lineColor(spec), static_cast<float>(spec.width * frame.pixelRatio));
    }
}

} // namespace qd
