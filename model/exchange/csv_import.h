// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/import_run.h"

namespace qd::exchange {

/// Reads a CSV file, wide or `series,time,value`, row by row into the run. Rows and cells that cannot be read are
/// losses and the rest goes on; Invalid when no column holds numbers, the zone is none, or most rows are bad.
[[nodiscard]] Result<void> importCsv(const QString &path, ImportRun &run);

} // namespace qd::exchange
