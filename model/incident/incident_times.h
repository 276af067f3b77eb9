// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/incident.h"

namespace qd::incident {

/// How long it took. What the log does not tell is no value, and never 0.
struct Times
{
    std::optional<Millis> detect;      ///< from when its first alert began to be true to its opening
    std::optional<Millis> acknowledge; ///< from its opening until somebody said that they look at it
    std::optional<Millis> identify;    ///< from its opening to "Identified", or to the first confirmed hypothesis
    std::optional<Millis> mitigate;    ///< from its opening to "Mitigated"
    std::optional<Millis> resolve;     ///< from its opening to its last end; none while it is open
};

[[nodiscard]] Times timesOf(const Incident &incident);

} // namespace qd::incident
