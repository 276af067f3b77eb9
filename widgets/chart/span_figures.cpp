// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/span_figures.h"

#include "widgets/chart/trace_source.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

template <typename Source>
std::optional<SpanFigures> figuresOf(const Source &source, TimeRange span)
{
    SpanFigures f;
    Sample first;
    Sample last;
    double sum = 0;
    source.forEach(span, [&](const Sample &s) {
        if (std::isnan(s.value)) {
            return true;
        }
        if (f.samples == 0) {
            first = s;
            f.min = f.max = s.value;
        }
        f.min = std::min(f.min, s.value);
        f.max = std::max(f.max, s.value);
        sum += s.value;
        last = s;
        ++f.samples;
        return true;
    });
    if (f.samples == 0) {
        return std::nullopt;
    }
    f.mean = sum / static_cast<double>(f.samples);
    f.delta = last.value - first.value;
    const auto minutes = std::chrono::duration<double, std::ratio<60>>(last.at - first.at).count();
    f.perMinute = minutes > 0 ? f.delta / minutes : 0;
    return f;
}

} // namespace

std::optional<SpanFigures> spanFigures(const SeriesView &series, TimeRange span)
{
    return figuresOf(series, span);
}

std::optional<SpanFigures> spanFigures(const TraceSource &trace, TimeRange span)
{
    return figuresOf(trace, span);
}

QString rateText(double perMinute, const UnitScale &unit)
{
    const double perSecond = perMinute / 60;
    return std::abs(perSecond) >= unit.divisor ? deltaText(perSecond, unit) + QStringLiteral("/s")
                                               : deltaText(perMinute, unit) + QStringLiteral("/min");
}

QString extremesText(const SpanFigures &f, const UnitScale &unit)
{
    return QStringLiteral("min %1 · mean %2 · max %3")
        .arg(valueText(f.min, unit), valueText(f.mean, unit), valueText(f.max, unit));
}

QString spanText(const QString &label, const SpanFigures &f, const UnitScale &unit)
{
    return QStringLiteral("%1: %2 · Δ %3 · %4")
        .arg(label, extremesText(f, unit), deltaText(f.delta, unit), rateText(f.perMinute, unit));
}

} // namespace qd
