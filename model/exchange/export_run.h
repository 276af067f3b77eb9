// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/packed_series.h"
#include "model/exchange/recording_export.h"
#include "model/exchange/text_output.h"

namespace qd::exchange {

/// What the writers of all formats share: where from, where to, and what came of it.
struct ExportRun
{
    const RecordingReader &reader;
    const Selection &selection;
    const SeriesCatalog &catalog;
    TextOutput &out;
    std::stop_token stop;
    ExportProgress progress;

    ExportReport report;
    std::int64_t staleMarkers = 0; ///< the format has no form for them
    std::int64_t repeated = 0;     ///< samples of a series not later than the one before
    int damagedColumns = 0;
    std::vector<SeriesKey> unnamed; ///< series whose name or labels the format cannot write

    /// Of series and samples as they are written.
    void count(std::int64_t milliseconds)
    {
        const Timestamp at{Millis(milliseconds)};
        TimeRange &span = report.span;
        span = report.samples == 0 ? TimeRange{at, at + Millis(1)}
                                   : TimeRange{std::min(span.begin, at), std::max(span.end, at + Millis(1))};
        ++report.samples;
    }
    void tell(double share) const
    {
        if (progress)
            progress(share);
    }
};

/// Of packed series held at a time.
inline constexpr std::uint64_t exportBudget = 96U << 20U;

/// Each writes everything that is selected; Io is told by the output, Refused when told to stop.
[[nodiscard]] Result<void> exportOpenMetrics(ExportRun &run);
[[nodiscard]] Result<void> exportCsv(ExportRun &run);
[[nodiscard]] Result<void> exportJson(ExportRun &run);

} // namespace qd::exchange
