// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

namespace qd::test {

[[nodiscard]] inline TimeRange spanBefore(Timestamp end, Millis span)
{
    return {end - span, end};
}

} // namespace qd::test
