// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/admin_types.h"
#include "backend/service/core/service_error.h"
#include "backend/service/core/session_ids.h"
#include "backend/service/core/session_table.h"

namespace sessiond {

/// One record as a list shows it, at `now`. Called under the record's shard lock.
[[nodiscard]] SessionRow rowOf(const SessionTable &table, const SessionIds &ids, const SessionRecord &record,
                               std::int64_t now);

/// One page of the sessions that match, found by keeping the best `limit` while walking shard after shard: memory
/// is bounded by the page, and no lock is held longer than one shard takes. Pages continue behind the cursor's
/// key, so sessions that come and go in between neither repeat nor hide others. Invalid for a bad cursor or limit.
[[nodiscard]] Outcome<SessionPage> listPage(SessionTable &table, const SessionIds &ids, const SessionQuery &query,
                                            std::int64_t now);

} // namespace sessiond
