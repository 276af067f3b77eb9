// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/trace_set.h"

#include "widgets/shared/theme.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

constexpr int stackOpacity = 217;
// Of what is compared with: dashes are seen without telling colours apart, and it lies behind.
constexpr int dashOn = 5;
constexpr int dashOff = 4;
constexpr double underOpacity = 0.9;
constexpr double underWidth = 1.5;

int furthestJoin(const TimeAxis &axis, Millis longest)
{
    return static_cast<int>(std::min<std::int64_t>(axis.columns, std::chrono::nanoseconds(longest) / axis.width)) +
           1;
}

std::vector<bool> joinsOf(const TraceSource &source, std::span<const ColumnSummary> columns,
                          const PlotFrame &frame)
{
    return joins(columns, columnSpans(frame.axis, frame.gaps, 1), furthestJoin(frame.axis, source.longestJoin()));
}

QRgb lineColor(const TraceSpec &trace)
{
    return (trace.color.isValid() ? trace.color : theme().text).rgba();
}

/// The top of a stack: the sum of the last samples of each column.
void addTo(std::vector<ColumnSummary> &sum, std::span<const ColumnSummary> columns)
{
    sum.resize(columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (columns[c].count > 0) {
            const double before = sum[c].count > 0 ? sum[c].last : 0;
            const double value = before + std::max(0.0, columns[c].last);
            sum[c] = {value, value, value, value, 1, sum[c].stale || columns[c].stale};
        }
    }
}

} // namespace

bool TraceSet::update(const ChartSpec &spec, const PlotFrame &frame, bool force)
{
    bool changed = false;
    const Timestamp knownUntil = frame.series.extent().end;
    for (std::size_t i = 0; i < m_traces.size(); ++i) {
        Trace &trace = m_traces[i];
        trace.source.bind(frame.series, spec.traces[i]);
        if (trace.source.update(frame.axis, knownUntil) || force) {
            trace.drawn = trace.source.columns(frame.axis, frame.gaps);
            changed = true;
        }
    }
    return changed;
}

void TraceSet::reset()
{
    for (Trace &trace : m_traces) {
        trace.source.reset();
        trace.drawn.clear();
    }
}

bool TraceSet::hasData() const
{
    return std::any_of(m_traces.begin(), m_traces.end(), [](const Trace &t) { return !t.source.isNull(); });
}

ValueRange TraceSet::range(const ChartSpec &spec, const std::vector<bool> &shown) const
{
    ValueRange range;
    std::vector<double> sums;
    for (std::size_t i = 0; i < m_traces.size(); ++i) {
        const std::vector<ColumnSummary> &columns = m_traces[i].drawn;
        if (!shown[i] || columns.empty()) {
            continue;
        }
        const ValueRange own = rangeOf(columns);
        range.include(own.lowest);
        range.include(own.highest);
        if (spec.traces[i].style == TraceStyle::Stack) {
            sums.resize(columns.size());
            for (std::size_t c = 0; c < columns.size(); ++c) {
                sums[c] += columns[c].count > 0 ? std::max(0.0, columns[c].last) : 0;
            }
        }
    }
    for (double sum : sums) {
        range.include(sum);
    }
    return range;
}

void TraceSet::addStack(const ChartSpec &spec, const std::vector<bool> &shown, const PlotFrame &frame,
                        const ValueScale &scale, int rows, PlotShapes &into) const
{
    const auto height = static_cast<float>(rows);
    std::vector<double> sums(static_cast<std::size_t>(frame.axis.columns), 0);
    for (std::size_t i = 0; i < m_traces.size(); ++i) {
        const std::vector<ColumnSummary> &columns = m_traces[i].drawn;
        if (spec.traces[i].style != TraceStyle::Stack || !shown[i] || columns.empty()) {
            continue;
        }
        const auto values = sliceValues(columns, joinsOf(m_traces[i].source, columns, frame));
        QColor color = spec.traces[i].color;
        color.setAlpha(stackOpacity);
        StackLayer layer{std::vector<float>(values.size(), noPixel), color.rgba()};
        for (std::size_t c = 0; c < values.size(); ++c) {
            if (!std::isnan(values[c])) {
                sums[c] += std::max(0.0, values[c]);
                layer.top[c] = height * static_cast<float>(1 - scale.share(sums[c]));
            }
        }
        into.stack.push_back(std::move(layer));
    }
    into.stackBase = height * static_cast<float>(1 - scale.share(0));
}

void TraceSet::addShapes(const ChartSpec &spec, const std::vector<bool> &shown, const PlotFrame &frame,
                         const ValueScale &scale, int rows, PlotShapes &into) const
{
    addStack(spec, shown, frame, scale, rows, into);
    // Along the middle of the grid's lines, so that a curve at zero is not cut in half by the edge.
    const auto inset = static_cast<float>(frame.pixelRatio);
    for (std::size_t i = 0; i < m_traces.size(); ++i) {
        const std::vector<ColumnSummary> &columns = m_traces[i].drawn;
        const TraceSpec &trace = spec.traces[i];
        if (trace.style != TraceStyle::Line || !shown[i] || columns.empty()) {
            continue;
        }
        const auto joined = joinsOf(m_traces[i].source, columns, frame);
        into.lines.push_back({linePixels(columns, joined, scale, inset / 2, static_cast<float>(rows) - inset),
                              lineColor(trace), static_cast<float>(trace.width * frame.pixelRatio)});
    }
}

void TraceSet::addUnderShapes(const ChartSpec &spec, const std::vector<bool> &shown, const PlotFrame &frame,
                              const ValueScale &scale, int rows, PlotShapes &into) const
{
    const auto inset = static_cast<float>(frame.pixelRatio);
    const auto scaled = [&](int length) { return static_cast<int>(std::lround(length * frame.pixelRatio)); };
    const Dash dash{scaled(dashOn), scaled(dashOff), frame.axis.first};
    const auto add = [&](std::span<const ColumnSummary> columns, const std::vector<bool> &joined, QRgb color) {
        QColor pale = QColor::fromRgba(color);
        pale.setAlphaF(underOpacity);
        into.lines.push_back({linePixels(columns, joined, scale, inset / 2, static_cast<float>(rows) - inset),
                              pale.rgba(), static_cast<float>(underWidth * frame.pixelRatio), dash});
    };
    std::vector<ColumnSummary> sum;
    bool added = false;
    for (std::size_t i = 0; i < m_traces.size(); ++i) {
        const std::vector<ColumnSummary> &columns = m_traces[i].drawn;
        if (!shown[i] || columns.empty()) {
            continue;
        }
        if (spec.traces[i].style == TraceStyle::Stack) {
            addTo(sum, columns);
        } else {
            add(columns, joinsOf(m_traces[i].source, columns, frame), lineColor(spec.traces[i]));
            added = true;
        }
    }
    if (!added && !sum.empty()) {
        add(sum, joinsOf(m_traces.front().source, sum, frame), theme().text.rgba());
    }
}

} // namespace qd
