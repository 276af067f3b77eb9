// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/recording_data.h"

namespace qd::bench {

/// What one way of keeping the data came to.
struct Kept
{
    QString by;
    std::int64_t bytes = 0;
    double writeMs = 0; ///< processor time, of a child's where a child did it
    double readMs = 0;  ///< of every sample; 0: not measured
};

/// Name of the file that keepAsRecording() makes.
inline constexpr auto recordingName = QLatin1String("data.mcap");

/// Each writes into `folder`, which must be empty, and reads all of it back; NotFound where its program is
/// missing, Corrupt where what comes back is not what went in.
[[nodiscard]] Result<Kept> keepAsRecording(const RecordingData &data, const QString &folder);
[[nodiscard]] Result<Kept> keepInSqlite(const RecordingData &data, const QString &folder);
/// OpenMetrics text `text`, which the next two start from.
[[nodiscard]] Result<Kept> keepAsText(const RecordingData &data, const QString &text);
[[nodiscard]] Result<Kept> keepAsGzip(const QString &text);
/// The blocks that `promtool tsdb create-blocks-from openmetrics` makes.
[[nodiscard]] Result<Kept> keepInPrometheus(const QString &text, const QString &folder);

} // namespace qd::bench
