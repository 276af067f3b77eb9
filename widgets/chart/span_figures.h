// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"
#include "widgets/chart/chart_unit.h"

#include <QtCore/QString>

#include <optional>

namespace qd {

class TraceSource;

/// What a marked span says about one series, over its samples that are not NaN. Stored units.
struct SpanFigures
{
    double min = 0;
    double mean = 0; ///< of the samples, not weighted by time
    double max = 0;
    double delta = 0;     ///< last minus first
    double perMinute = 0; ///< delta over the time between first and last sample; 0 for a single sample
    std::size_t samples = 0;
};

[[nodiscard]] std::optional<SpanFigures> spanFigures(const SeriesView &series, TimeRange span);
/// Of what a trace shows: for a counter, of its rate.
[[nodiscard]] std::optional<SpanFigures> spanFigures(const TraceSource &trace, TimeRange span);

/// "+1.2/min": a second, minute, hour or day, whatever gives a figure that is not all zeros.
[[nodiscard]] QString rateText(double perMinute, const UnitScale &unit);
/// "min 3.1 · mean 5.2 · max 21.4".
[[nodiscard]] QString extremesText(const SpanFigures &figures, const UnitScale &unit);
/// "p99: min 3.1 · mean 5.2 · max 21.4 · Δ +18.3 · +1.2/min".
[[nodiscard]] QString spanText(const QString &label, const SpanFigures &figures, const UnitScale &unit);

} // namespace qd
