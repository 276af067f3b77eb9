// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <QtCore/QString>

#include <optional>

namespace qd::incident {

/// A figure, and how it was come by; or none, and why.
struct Figure
{
    std::optional<double> value;
    QString how;
};

/// What an outage cost users of sessiond, as far as its metrics tell.
struct Impact
{
    Figure requests;     ///< answered; of users, and not of those who watch the service
    Figure failed;       ///< of these with a status of 5xx
    Figure slow;         ///< of these that took longer than `slowAfter`
    Figure sharePercent; ///< of requests that failed or were slow
    Figure sessions;     ///< that were signed in at the beginning or since
    Figure users;        ///< estimated: those of them that met such a request
};

/// Over the span, ends included. Counters are summed as they rose, resets counted from zero.
[[nodiscard]] Impact impactOf(const SeriesSnapshot &series, TimeRange span,
                              std::chrono::milliseconds slowAfter = std::chrono::seconds(1));

/// By how much a counter rose within the span, from its value at the beginning; where it fell it began anew. A
/// series that first appears within the span, of a history that reaches further back, rose from zero. None where
/// it has no sample in the span.
[[nodiscard]] std::optional<double> risenWithin(const SeriesView &counter, TimeRange span, Timestamp historyBegin);

} // namespace qd::incident
