// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/trace_source.h"

#include "model/query/counter_rate.h"
#include "widgets/chart/trace_columns.h"

#include <algorithm>

namespace qd {

namespace {

/// A value older than this is not "now" any more, unless its source is that slow.
constexpr Millis valueLookBack = std::chrono::minutes(1);

/// The axis that columns are worked out on: one column for all that share a summary.
TimeAxis workedOn(const TimeAxis &shown)
{
    if (shown.step == 1) {
        return shown;
    }
    TimeAxis axis = coarser(shown, shown.step);
    axis.isRough = true;
    return axis;
}

std::vector<ColumnSummary> spread(std::span<const ColumnSummary> columns, const TimeAxis &axis)
{
    const std::int64_t before = axis.first - workedOn(axis).first * axis.step;
    std::vector<ColumnSummary> out(columns.empty() ? 0 : static_cast<std::size_t>(axis.columns));
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = columns[(static_cast<std::size_t>(before) + i) / static_cast<std::size_t>(axis.step)];
    }
    return out;
}

} // namespace

void TraceSource::bind(const SeriesSnapshot &series, const TraceSpec &spec)
{
    m_math = spec.math;
    m_quantile = spec.quantile;
    if (m_math == TraceMath::Quantile) {
        m_buckets.bind(series, spec.metric, spec.labels);
        m_series = m_buckets.all();
        return;
    }
    m_series = spec.exact ? series.find(spec.metric, spec.labels) : series.first(spec.metric, spec.labels);
}

bool TraceSource::update(const TimeAxis &shown, Timestamp knownUntil)
{
    const TimeAxis axis = workedOn(shown);
    switch (m_math) {
    case TraceMath::RatePerSecond:
        return m_rates.update(m_series, axis, knownUntil);
    case TraceMath::Quantile:
        return m_buckets.update(axis, knownUntil);
    case TraceMath::Stored:
        break;
    }
    return m_cache.update(m_series, axis, knownUntil);
}

std::vector<ColumnSummary> TraceSource::columns(const TimeAxis &axis, std::span<const TimeRange> gaps) const
{
    const auto samples = [this](TimeRange range, const auto &visit) { forEach(range, visit); };
    const auto shown = [&](std::span<const ColumnSummary> columns) {
        return axis.step > 1 ? withEdges(samples, axis, spread(columns, axis), gaps, longestJoin())
                             : withEdges(samples, axis, columns, gaps, longestJoin());
    };
    switch (m_math) {
    case TraceMath::RatePerSecond:
        return shown(m_rates.columns());
    case TraceMath::Quantile:
        return shown(m_buckets.columns(m_quantile));
    case TraceMath::Stored:
        break;
    }
    return shown(m_cache.columns());
}

void TraceSource::reset()
{
    m_cache.reset();
    m_rates.reset();
    m_buckets.reset();
}

std::optional<Sample> TraceSource::at(Timestamp at) const
{
    const Millis lookBack = std::max(valueLookBack, m_series.interval() * 5 / 2);
    switch (m_math) {
    case TraceMath::RatePerSecond:
        return query::rateAt(m_series, at, query::rateWindow(m_series.interval(), Millis(0)), lookBack);
    case TraceMath::Quantile:
        return m_buckets.at(m_quantile, at, lookBack);
    case TraceMath::Stored:
        break;
    }
    return m_series.at(at, lookBack);
}

void TraceSource::forEach(TimeRange range, const std::function<bool(const Sample &)> &visit) const
{
    switch (m_math) {
    case TraceMath::RatePerSecond:
        for (const Sample &rate :
             query::rates(m_series, range, query::rateWindow(m_series.interval(), Millis(0)))) {
            if (!visit(rate)) {
                return;
            }
        }
        return;
    case TraceMath::Quantile:
        m_buckets.forEach(m_quantile, range, visit);
        return;
    case TraceMath::Stored:
        break;
    }
    m_series.forEach(range, visit);
}

Millis TraceSource::longestJoin() const
{
    return query::longestJoin(m_series.interval());
}

} // namespace qd
