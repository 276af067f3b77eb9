// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"

namespace qd::test {

/// Two weeks of one gauge in steps of 5 min, as a monitoring service exports it.
[[nodiscard]] HistoryPtr oneGauge();

/// Two days of a machine in steps of a minute: ten gauges of bytes and percent, a few of them constant.
[[nodiscard]] HistoryPtr machineGauges();

/// An hour of a service that nobody here knows, scraped each 5 s: more than 200 series of counters, gauges and a
/// histogram, with a restart in the middle.
[[nodiscard]] HistoryPtr manySeries();

} // namespace qd::test
