// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/group_plan.h"
#include "model/recording/table.h"

#include <functional>

namespace qd::exchange {

/// What came out of a group.
struct GroupRows
{
    std::int64_t samples = 0;
    std::int64_t doubles = 0;   ///< samples left out: the series had one of that time
    std::int64_t conflicts = 0; ///< of those, with another value
};

/// Reads the series of a group side by side and gives its rows, in the order of time, as tables of a block each.
/// `take` returns false to stop. Errors as of SeriesReader.
[[nodiscard]] Result<GroupRows> readRows(const PieceStore &store, const PlannedGroup &group,
                                         const std::function<bool(const recording::Table &)> &take);

} // namespace qd::exchange
