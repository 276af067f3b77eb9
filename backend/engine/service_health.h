// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/series/series_snapshot.h"
#include "model/session/service_status.h"

#include <optional>

namespace qd {

/// Newest value of a series, not older than `lookBack` at `now`.
[[nodiscard]] std::optional<double> newestValue(const SeriesSnapshot &series, std::string_view name,
                                                const Labels &contains, Timestamp now,
                                                Millis lookBack = std::chrono::seconds(10));
/// The same, summed over every series of that name; nullopt when none has a value.
[[nodiscard]] std::optional<double> newestSum(const SeriesSnapshot &series, std::string_view name,
                                              const Labels &contains, Timestamp now,
                                              Millis lookBack = std::chrono::seconds(10));

/// What failing scrapes say of a service that is not known to be down: its problem in words, Down when nobody
/// answers, Unknown when an answer cannot be used; and Unknown when no scrape has succeeded for three intervals or
/// 15 s, whichever is longer.
void judgeScrapes(ServiceStatus &status, const std::optional<Error> &scrapeError, Timestamp now);

/// Fills the figures of `status` from the newest scrape, and turns Ok into Degraded where a finding (findings() in
/// model/health/reading.h) is a warning or worse, with the worst of them as its reason: one word for what is
/// listed.
void judge(ServiceStatus &status, const SeriesSnapshot &series, Timestamp now);

} // namespace qd
