// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/import_run.h"

namespace qd::exchange {

/// Reads a `query_range` answer as RangeJson does; where its times are whole steps apart the recording is marked
/// "resampled". Invalid, with the place,
/// when it is damaged or cut off: what was meant cannot be told then.
[[nodiscard]] Result<void> importRangeJson(const QString &path, ImportRun &run);

/// Reads Alertmanager webhooks of version 4 (prometheus.io/docs/alerting/latest/configuration, webhook_config) or
/// Grafana annotations (grafana.com/docs/grafana/latest/developers/http_api/annotations): one JSON text of up to
/// 16 MiB, or one a line. Each alert gives an event for its start, and one for its end when it has ended; each
/// annotation a note, a deploy when it is tagged as one, or an alert when it tells of one.
[[nodiscard]] Result<void> importEventJson(const QString &path, SourceFormat format, ImportRun &run);

} // namespace qd::exchange
