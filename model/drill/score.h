// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/drill/scenario.h"
#include "model/event/event.h"
#include "model/series/series_snapshot.h"

namespace qd::drill {

enum class Outcome {
    Fixed,    ///< nothing is retained any more, and the release that runs is one that does not leak
    Relieved, ///< memory was given back, and the leak goes on
    Open,     ///< nobody did anything that helped
    NotBegun, ///< it ended before the leak began
};

/// "fixed", "relieved, not fixed", …
[[nodiscard]] QString wordOf(Outcome outcome);

/// How a drill went, from its log and its figures. Times count from when the leaking release ran; what did not
/// happen has none.
struct Score
{
    Outcome outcome = Outcome::NotBegun;
    std::optional<Timestamp> leakAt;
    std::optional<Millis> detect;   ///< until there was an incident
    std::optional<Millis> name;     ///< until it was identified
    std::optional<Millis> mitigate; ///< until the status said so
    std::optional<Millis> resolve;  ///< likewise
    QStringList wrongTurns;         ///< what was done or thought and did not help, by time
    std::optional<double> requests; ///< answered since the leak began
    std::optional<double> failed;   ///< of these
    std::optional<double> slow;     ///< of these, slower than a second
};

/// As of `end`, over the log and the figures of a drill of this scenario.
[[nodiscard]] Score scoreOf(const Scenario &scenario, const EventSnapshot &events, const SeriesSnapshot &series,
                            Timestamp end);

} // namespace qd::drill
