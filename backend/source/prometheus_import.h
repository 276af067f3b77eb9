// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/source/server_login.h"
#include "model/exchange/import.h"

#include <QtCore/QUrl>

namespace qd {

/// What to fetch from a Prometheus server.
struct PrometheusOrder
{
    QUrl url;
    LoginFiles login;
    QStringList matches; ///< selectors: their samples as they were scraped
    QStringList exprs;   ///< expressions: their values at steps; the recording is then marked "resampled"
    Timestamp start{};   ///< both inclusive
    Timestamp end{};
    Millis step{15'000}; ///< of expressions
};

/// Fetches samples through the HTTP API (prometheus.io/docs/prometheus/latest/querying/api) into a recording at
/// `out`: selectors by instant queries over ranges, in slices that shrink when an answer is too large or too slow
/// and grow when it is small; expressions by `query_range`. Without selectors and expressions every series is
/// fetched. Ends of series are not in what the API gives, which the report notes. Blocks and runs an event loop of
/// its own: for a worker thread, or a program without a window. Errors as of importFiles(), serverAddress(),
/// HttpClient; Unauthorized when the server asks for a log-in; Refused in the server's own words.
[[nodiscard]] Result<exchange::ImportReport> importFromPrometheus(const PrometheusOrder &order, const QString &out,
                                                                  const exchange::ImportOptions &options);

} // namespace qd
