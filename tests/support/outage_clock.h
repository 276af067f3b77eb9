// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

namespace qd::test {

/// Seconds since 06:30 GMT on the day of the outage, 2024-08-20: when tests of recordings play.
[[nodiscard]] inline Timestamp second(int s)
{
    return Timestamp(std::chrono::seconds(1'724'135'400 + s));
}

} // namespace qd::test
