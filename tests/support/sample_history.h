// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <map>

namespace qd::test {

/// A history of exactly these samples, stale markers as they are given: series that do not share all their times
/// are kept in groups of their own, so that no gap becomes a marker.
[[nodiscard]] SeriesSnapshot historyOf(const std::map<SeriesKey, std::vector<Sample>> &series);

} // namespace qd::test
