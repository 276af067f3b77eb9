// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/span_figures.h"

#include "widgets/chart/trace_source.h"

#include <algorithm>
#include <array>
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
    // What grows slowly over days reads 0.00 a minute.
    constexpr double worthReading = 0.1;
    struct Step
    {
        double minutes;
        double least; ///< in units of the chart
        QLatin1String per;
    };
    constexpr std::array steps{Step{1.0 / 60, 1, QLatin1String("/s")},
                               Step{1, worthReading, QLatin1String("/min")},
                               Step{60, worthReading, QLatin1String("/h")}, Step{24 * 60, 0, QLatin1String("/d")}};
    const auto step = perMinute == 0 ? steps.begin() + 1 : std::ranges::find_if(steps, [&](const Step &s) {
        return std::abs(perMinute * s.minutes) >= s.least * unit.divisor;
    });
    return step == steps.end() ? deltaText(perMinute, unit)
                               : deltaText(perMinute * step->minutes, unit) + step->per;
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
