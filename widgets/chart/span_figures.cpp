// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/span_figures.h"

#include <algorithm>
#include <cmath>

namespace qd {

std::optional<SpanFigures> spanFigures(const SeriesView &series, TimeRange span)
{
    SpanFigures f;
    Sample first;
    Sample last;
    double sum = 0;
    series.forEach(span, [&](const Sample &s) {
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

QString spanText(const QString &label, const SpanFigures &f, const UnitScale &unit)
{
    return QStringLiteral("%1: min %2 · mean %3 · max %4 · Δ %5 · %6/min")
        .arg(label, valueText(f.min, unit), valueText(f.mean, unit), valueText(f.max, unit),
             deltaText(f.delta, unit), deltaText(f.perMinute, unit));
}

} // namespace qd
