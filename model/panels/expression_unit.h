// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/panels/unit.h"
#include "model/query/expression.h"
#include "model/series/series_snapshot.h"

namespace qd {

/// What the numbers of an expression are, as far as the names of its metrics and its functions say: bytes,
/// seconds, a share. Number where they do not.
[[nodiscard]] Unit unitOf(const query::Expression &expression, const SeriesSnapshot &history);

} // namespace qd
