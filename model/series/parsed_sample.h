// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace qd {

/// One sample line of an exposition. The views point into the text that was parsed.
struct ParsedSample
{
    static constexpr std::int64_t noTimestamp = std::numeric_limits<std::int64_t>::min();

    std::string_view series; ///< as written: name, or name{label="value",…}, without space around it
    double value = 0;        ///< a NaN is the plain one, never a stale marker
    SeriesType type = SeriesType::Unknown;
    std::int64_t timestampMs = noTimestamp;
};

/// Name and labels of a series as an exposition writes it, unescaped. Nothing when it has not that form, names a
/// label twice, or uses `__name__` as a label.
[[nodiscard]] std::optional<SeriesKey> seriesKeyOf(std::string_view text);

/// The same for a series as `promtool tsdb dump` writes it, with the name among the labels:
/// `{__name__="up",job="api"}`.
[[nodiscard]] std::optional<SeriesKey> seriesKeyOfDump(std::string_view text);

/// The same series as an exposition would write it: `name{a="1",b="2"}`.
[[nodiscard]] std::string seriesText(const SeriesKey &key);

} // namespace qd
