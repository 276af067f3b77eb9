// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/alert.h"

namespace qd::rules {

/// When one alert pends, fires and ends (rules/alerting.go of Prometheus): the one place that knows, for alerts
/// that are stepped instant by instant and for those that skip the instants at which nothing changes.
struct AlertTiming
{
    Millis holdFor{0};
    Millis keepFiringFor{0};

    /// Whether the expression gives the element at `at`, which is later than any before; what that changes.
    [[nodiscard]] std::optional<AlertChange> step(Alert &alert, Timestamp at, bool isGiven) const;
    /// The earliest instant at which step() would change the alert though its element stays, or stays away.
    [[nodiscard]] std::optional<Timestamp> nextChange(const Alert &alert) const;

private:
    [[nodiscard]] std::optional<AlertChange> end(Alert &alert, Timestamp at) const;
};

} // namespace qd::rules
