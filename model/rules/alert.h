// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"
#include "model/series/labels.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qd::rules {

enum class AlertPhase { Inactive, Pending, Firing };
/// "inactive", "pending", "firing", as the label `alertstate` has it.
[[nodiscard]] std::string_view nameOf(AlertPhase phase);

using Annotations = std::vector<std::pair<std::string, std::string>>;

struct Alert
{
    Labels labels;
    Annotations annotations; ///< those and the value are of the last evaluation that gave the element
    double value = 0;
    AlertPhase phase = AlertPhase::Pending;
    Timestamp activeAt{}; ///< since when the expression gives it
    std::optional<Timestamp> firedAt;
    std::optional<Timestamp> resolvedAt;
    std::optional<Timestamp> keptSince; ///< fires still, by keep_firing_for: its element is gone since then
};

enum class AlertChange {
    Pending,   ///< the expression gives it, `for` has not passed
    Fired,     ///< with `for` 0 at once
    Kept,      ///< its element is gone, keep_firing_for holds it
    Returned,  ///< its element is back while it was kept
    Resolved,  ///< fired, and does no more
    Withdrawn, ///< was pending, and never fired
    Dropped,   ///< forgotten, because the rule gave more alerts than its group's limit
};

struct AlertTransition
{
    AlertChange change = AlertChange::Pending;
    Timestamp at{};
    Alert alert; ///< as it is afterwards
};

} // namespace qd::rules
