// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"

namespace qd {

/// What was known of the service at `at`, from series and events alone: health, uptime, release, limit. Nothing of
/// the status of now is in it but where it is (target, scrape interval, data folder): what was not recorded is
/// unknown. It never says Degraded, which needs the findings: see statusAt().
[[nodiscard]] ServiceStatus factsAt(const HistorySnapshot &history, Timestamp at);

/// factsAt(), and Degraded with the worst finding as its reason where a service that answered had one.
[[nodiscard]] ServiceStatus statusAt(const HistorySnapshot &history, Timestamp at);

/// The history with the status of then, for tileReadings() and findings() of a past instant. Shares its data.
[[nodiscard]] HistorySnapshot historyAt(const HistorySnapshot &history, Timestamp at);

/// The worst finding that is a warning or worse, as a sentence; empty when there is none.
[[nodiscard]] QString whyDegraded(const HistorySnapshot &history, Timestamp at);

} // namespace qd
