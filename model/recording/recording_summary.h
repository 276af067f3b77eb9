// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/recording_reader.h"

#include <map>

namespace qd {

/// What a recording holds, counted.
struct RecordingSummary
{
    mcap::StringMap info;
    TimeRange span; ///< of its rows and events, end exclusive
    std::uint64_t bytes = 0;
    int groups = 0;
    int series = 0;
    std::map<std::string, int> metrics; ///< how many series each name has
    std::int64_t samples = 0;           ///< stale markers included
    std::int64_t events = 0;
    bool rebuilt = false; ///< the end was missing or damaged
    std::vector<RecordingLoss> losses;
    QStringList lostBefore; ///< when the file was compacted
};

/// Reads the whole file, a chunk at a time. Errors as of RecordingReader::open(); damage is in the summary.
[[nodiscard]] Result<RecordingSummary> summarise(const QString &path);

} // namespace qd
