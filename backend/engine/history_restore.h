// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/recording/recording_reader.h"
#include "model/series/series_store.h"

namespace qd {

/// What came back of earlier runs.
struct RestoredHistory
{
    std::uint64_t newestEvent = 0;     ///< seq of the last event of the log that was recorded; 0: none of it
    std::vector<RecordingLoss> losses; ///< what could not be read, or not be put back
};

/// Puts what the segments of `folder` hold within `range`, which ends now, back into those groups of the store
/// that are the same, before anything else is appended to them. Rows of a time that has not come yet (the clock
/// stood ahead) are left out, since nothing could follow them, and told. A folder that is not there holds nothing.
[[nodiscard]] RestoredHistory restoreHistory(const QString &folder, TimeRange range, SeriesStore &store,
                                             const EventSnapshot &log);

} // namespace qd
