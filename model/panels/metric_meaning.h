// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/panels/unit.h"
#include "model/series/series_snapshot.h"

#include <string>
#include <string_view>

namespace qd {

/// Which part of what a service counts a series is.
enum class MetricPart {
    Value,   ///< a gauge, or the quantiles of a summary
    Counter, ///< only ever rises: drawn as its rate
    Bucket,  ///< of a histogram, one series a bound
    Sum,     ///< of a histogram or summary: a counter that says little alone
    Count,   ///< the same; its rate is how often it happened
};

/// How much there is to see in a metric, before its numbers are looked at.
enum class Interest {
    Own,         ///< what the service measures of its work
    Runtime,     ///< of its language and exporter
    Bookkeeping, ///< of watching itself: up, when it was created, which version it is
};

/// What a metric means by its name and type, after the conventions of Prometheus
/// (prometheus.io/docs/practices/naming) and of OpenMetrics.
struct MetricMeaning
{
    MetricPart part = MetricPart::Value;
    Unit unit = Unit::Number; ///< as drawn: of the rate, for what is drawn as one
    Interest interest = Interest::Own;
    std::string family; ///< the name without _bucket, _sum, _count; the name itself for the rest
};

[[nodiscard]] MetricMeaning meaningOf(std::string_view name, SeriesType type);

} // namespace qd
