// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/recording/table.h"

namespace qd::bench {

/// What the bench writes down in every way: blocks of full rows, oldest first.
struct RecordingData
{
    QString name;
    std::vector<recording::Table> tables;
    [[nodiscard]] std::int64_t series() const;
    [[nodiscard]] std::int64_t samples() const; ///< stale markers included
};

/// 60 series at one second: 24 counters (requests, bytes, seconds), 24 gauges (bytes, counts, shares, latencies),
/// 12 that move in steps. With a daily rhythm, noise and jitter of the scrape; the same for the same number of
/// rows.
[[nodiscard]] RecordingData madeData(std::int64_t rows);

/// Everything in the recordings of a folder.
[[nodiscard]] Result<RecordingData> recordedData(const QString &folder);

} // namespace qd::bench
