// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/recording_data.h"

namespace qd::bench {

/// What keeping the data costs while it comes, in steps of ten seconds as in the window.
struct RecordingCosts
{
    double recorderPercent = 0;   ///< of one core: chunks and their compaction, at the pace of the data
    double storeBytesASample = 0; ///< in memory, pyramids included
    double storeMiB = 0;
    double residentMiB = 0; ///< that the process grew by
    double hours = 0;       ///< of data that the store holds
    std::int64_t series = 0;
};

/// Feeds a store and a segment recorder in `folder` with the data. Io as of the recorder.
[[nodiscard]] Result<RecordingCosts> costsOf(const RecordingData &data, const QString &folder);

/// The data again and again until it fills `rows` rows: times and counters go on. Nothing where there are fewer
/// than two blocks of it, whose repetition within a block would be found by packing.
[[nodiscard]] std::optional<RecordingData> repeated(const RecordingData &data, std::int64_t rows);

} // namespace qd::bench
