// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/series_catalog.h"
#include "model/recording/part_file.h"

#include <optional>

namespace qd::exchange {

enum class ExportFormat {
    OpenMetrics, ///< text with timestamps, as `promtool tsdb create-blocks-from openmetrics` takes it
    Csv,         ///< wide: a row a time, a column a series
    Json,        ///< what Prometheus' `query_range` answers: a matrix
};

/// By the end of the file's name: .om and .prom, .csv, .json. Nothing for others.
[[nodiscard]] std::optional<ExportFormat> formatOfPath(const QString &path);

struct ExportOrder
{
    QString from; ///< the recording
    QString to;
    ExportFormat format = ExportFormat::OpenMetrics;
    Selection selection;
    Existing existing = Existing::Keep;
};

/// What came of an export.
struct ExportReport
{
    std::int64_t samples = 0;
    int series = 0;
    TimeRange span; ///< of the samples, end exclusive
    std::uint64_t bytes = 0;
    QStringList losses; ///< in words: samples that the recording had, or should have had, and the file has not
    QStringList limits; ///< in words: what never came into the recording, and what the format has no form for
};

/// Told the share done, 0 to 1, on the thread that exports.
using ExportProgress = std::function<void(double share)>;

/// Writes the samples of a recording as text. Memory is bounded whatever the size of the recording: it is read
/// several times instead. The file appears when it is whole. NotFound, Io and Invalid as of the recording,
/// NotFound when nothing is selected, Conflict when the file is there, Refused when told to stop: nothing is left
/// behind.
[[nodiscard]] Result<ExportReport> exportRecording(const ExportOrder &order, const std::stop_token &stop = {},
                                                   const ExportProgress &progress = {});

} // namespace qd::exchange
