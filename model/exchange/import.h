// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/base/time.h"
#include "model/exchange/import_log.h"

#include <QtCore/QStringList>

#include <functional>
#include <optional>
#include <stop_token>

namespace qd::exchange {

/// Formats a file is told to have by looking into it.
enum class SourceFormat {
    OpenMetrics,    ///< with timestamps in seconds
    PrometheusText, ///< with timestamps in milliseconds
    TsdbDump,       ///< lines of `promtool tsdb dump`
    RangeJson,      ///< an answer of Prometheus' `query_range`
    Csv,
    AlertmanagerJson, ///< webhook, version 4
    GrafanaJson,      ///< annotations
};

/// What separates a number's fraction in a CSV file.
enum class Decimal { Found, Point, Comma };

struct ImportOptions
{
    QString zone; ///< of times that name none: "UTC", "local" or "Europe/Berlin"; empty: UTC, and that is noted
    Decimal decimal = Decimal::Found;
    Timestamp now{};         ///< samples more than a day later are left out; the epoch: the wall clock
    bool keepFuture = false; ///< unless this is set
    Timestamp start{std::chrono::sys_days(std::chrono::year{2000} / 1 / 1)}; ///< of rows without times
    Millis rowStep{1000};                                                    ///< between those rows
    bool overwrite = false;                     ///< an existing file is replaced, once the import is complete
    std::function<void(double share)> progress; ///< 0 to 1, from the calling thread, often
    std::stop_token stop;                       ///< a stop ends the import as Refused, with nothing written
};

struct ImportReport
{
    std::int64_t samples = 0;
    std::int64_t events = 0;
    int series = 0;
    int groups = 0;
    TimeRange span;          ///< of samples and events, end exclusive
    std::uint64_t bytes = 0; ///< of the recording
    std::vector<ImportLoss> losses;
    QStringList notes; ///< what was decided or assumed
};

/// Reads foreign files, of any formats mixed, into one recording at `out`. Streams: memory is bounded whatever the
/// sources hold. The recording appears under its name when it is complete; until then, and after any error,
/// whatever had that name is as before. Blocks: for a worker thread. Invalid: not a known format, nothing in
/// it, or `out` is a source; Conflict: `out` is there already; NotFound, Io, TooLarge. Bad parts of a good file
/// are losses of the report, not errors.
[[nodiscard]] Result<ImportReport> importFiles(const QStringList &sources, const QString &out,
                                               const ImportOptions &options);

/// Whether the file begins as a recording does, whole or damaged, rather than as a foreign file.
[[nodiscard]] bool isRecording(const QString &path);

} // namespace qd::exchange
