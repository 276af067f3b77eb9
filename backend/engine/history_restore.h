// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/recording_reader.h"
#include "model/series/series_store.h"

namespace qd {

struct RestoredHistory
{
    std::uint64_t newestEvent = 0;     ///< seq of the last event that was recorded
    std::vector<RecordingLoss> losses; ///< what could not be read
};

/// Puts what the segments of `folder` hold from `since` on back into those groups of the store that are the same,
/// before anything else is appended to them. A folder that is not there holds nothing.
[[nodiscard]] RestoredHistory restoreHistory(const QString &folder, Timestamp since, SeriesStore &store);

} // namespace qd
