// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/plot.h"

#include "widgets/shared/theme.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

/// A limit is part of the scale once the data come within a quarter of it; before, it would press them flat.
constexpr double limitMatters = 0.25;
constexpr double headroom = 1.6; ///< times what is shown
constexpr double heatCellWidth = 3;

} // namespace

Plot::Plot(ChartSpec spec)
    : m_spec(std::move(spec))
    , m_scale(m_spec.unit, m_spec.scale)
    , m_traces(m_spec.traces.size())
    , m_under(m_spec.traces.size())
    , m_shown(m_spec.traces.size(), true)
    , m_limits(m_spec.limits.size())
{
    m_scale.setDecades(m_spec.lowestDecade, m_spec.highestDecade);
}

void Plot::reset()
{
    m_traces.reset();
    m_under.reset();
    m_heat.reset();
    m_heatRange = {};
    m_scale.unsettle();
    m_dirty = true;
}

void Plot::resetUnder()
{
    m_under.reset();
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
    bool changed = m_traces.update(m_spec, frame, m_dirty);
    if (frame.under) {
        changed = m_under.update(m_spec, *frame.under, m_dirty) || changed;
    }
    m_hasData = m_traces.hasData() || (frame.under && m_under.hasData());
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

bool Plot::fitScale()
{
    ValueRange range = m_heatRange;
    for (const ValueRange &own : {m_traces.range(m_spec, m_shown), m_under.range(m_spec, m_shown)}) {
        range.include(own.lowest);
        range.include(own.highest);
    }
    for (const auto &limit : m_limits) {
        if (limit && range.highest >= limitMatters * *limit) {
            range.include(*limit);
        } else if (limit && m_headroom) {
            range.include(std::min(*limit, headroom * range.highest));
        }
    }
    return m_scale.fit(range.lowest, range.highest);
}

void Plot::render(const PlotFrame &frame, int rows)
{
    const QSize size(frame.axis.columns, std::max(rows, 1));
    PlotShapes shapes;
    if (m_spec.heat) {
        shapes.cells = heatCells(m_heat, frame.gaps, frame.axis, m_scale, 0, static_cast<float>(size.height()));
        shapes.cellColor = theme().accent.rgba();
    }
    if (frame.under) {
        m_under.addUnderShapes(m_spec, m_shown, *frame.under, m_scale, size.height(), shapes);
    }
    m_traces.addShapes(m_spec, m_shown, frame, m_scale, size.height(), shapes);
    m_picture.show(std::move(shapes), frame.axis, size, frame.pixelRatio);
}

} // namespace qd
