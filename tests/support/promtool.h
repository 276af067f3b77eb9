// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <QtCore/QString>

#include <map>

namespace qd::test {

using SamplesBySeries = std::map<SeriesKey, std::vector<Sample>>;

/// What Prometheus makes of an OpenMetrics file: its blocks are made by `promtool tsdb create-blocks-from
/// openmetrics` in `folder`, which must be empty, and dumped. `error` gets what promtool says when it fails.
[[nodiscard]] SamplesBySeries throughPromtool(const QString &openMetrics, const QString &folder, QString &error);

/// The samples of a recording, each series in order; without stale markers.
[[nodiscard]] SamplesBySeries samplesOf(const QString &recording);

/// The first difference between the two in words, bit for bit; empty when they are equal.
[[nodiscard]] QString firstDifference(const SamplesBySeries &a, const SamplesBySeries &b);

} // namespace qd::test
