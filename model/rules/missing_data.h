// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <string>

namespace qd::rules {

/// Whether a target that an alert may be about cannot be scraped at `at`: its series `up` is 0. Labels `job` and
/// `instance` say which; an alert without them may be about any.
[[nodiscard]] bool isTargetDown(const Labels &alert, const SeriesSnapshot &history, Timestamp at);

/// Whether the silence of an alert's expression at `at` says nothing: its target is down, and of what it reads
/// something that was there before is gone, or all is missing. False for what cannot be parsed.
[[nodiscard]] bool lacksData(const std::string &expression, const Labels &alert, const SeriesSnapshot &history,
                             Timestamp at);

} // namespace qd::rules
