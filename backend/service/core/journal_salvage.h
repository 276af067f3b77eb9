// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/sqlite.h"

namespace sessiond {

/// Copies into a fresh journal's tables every row of a damaged one that SQLite still reads, from both ends of each
/// table up to the damage, and what is left of its head row. Rows are not checked here. Runs within a transaction
/// of `fresh`; throws sqlite::Failed when that one fails, never for the damaged one.
void salvageRows(const sqlite::Database &damaged, sqlite::Database &fresh);

} // namespace sessiond
