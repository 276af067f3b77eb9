// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/import_run.h"

namespace qd::exchange {

/// Reads OpenMetrics or Prometheus text, or lines of `promtool tsdb dump`, line by line into the run. A line that
/// cannot be read is a loss and the rest goes on; Invalid when more than a thousand lines, and more than were
/// good, are such.
[[nodiscard]] Result<void> importExposition(const QString &path, SourceFormat format, ImportRun &run);

} // namespace qd::exchange
