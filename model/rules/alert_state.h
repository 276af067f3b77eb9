// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/rules/alert_timing.h"

#include <functional>
#include <map>

namespace qd::rules {

/// One element of what an alert rule's expression gave, its labels and annotations expanded.
struct AlertElement
{
    Labels labels; ///< `alertname` and those of the rule included; they say which alert it is
    Annotations annotations;
    double value = 0;
};

/// What an evaluation changed. With an error nothing did, but for a limit that was exceeded: as in Prometheus all
/// alerts of the rule are forgotten then.
struct AlertStep
{
    std::vector<AlertTransition> transitions; ///< in order of labels
    std::optional<Error> error;
};

/// The newest sample of a series ALERTS_FOR_STATE, from before a restart.
struct ForStateSample
{
    Timestamp at{};
    Timestamp activeAt{}; ///< its value
};

/// The alerts of one rule over time, exactly as Prometheus 3 has them (rules/alerting.go). Knows no clock:
/// instants are given, and never go back.
class AlertState
{
public:
    /// How long a resolved alert is remembered, so that who listens can be told again.
    static constexpr Millis resolvedRetention = std::chrono::minutes(15);
    /// A pending alert fires no sooner than this after a restart; a shorter `for` begins anew.
    static constexpr Millis restartGrace = std::chrono::minutes(10);
    /// What was written longer ago says nothing any more.
    static constexpr Millis outageTolerance = std::chrono::hours(1);

    /// `limit` of alerts that are pending or firing; 0 for none.
    AlertState(Millis holdFor, Millis keepFiringFor, int limit = 0);

    /// Two elements with the same labels are Invalid.
    [[nodiscard]] AlertStep evaluate(Timestamp at, std::vector<AlertElement> elements);

    /// After a restart: moves the time at which pending alerts began back to what it was, by the last
    /// sample of each (none where there is none within outageTolerance). A firing one fires with the next
    /// evaluation.
    void restore(Timestamp now, const std::function<std::optional<ForStateSample>(const Labels &)> &lastOf);
    /// Puts back alerts that alerts() gave.
    void resume(std::vector<Alert> alerts);

    /// Resolved ones that are remembered included; sorted by labels.
    [[nodiscard]] std::vector<Alert> alerts() const;
    /// Those pending or firing.
    [[nodiscard]] std::vector<Alert> active() const;

private:
    void dropAll(Timestamp at, std::vector<AlertTransition> &changes);

    AlertTiming m_timing;
    int m_limit;
    std::map<Labels, Alert> m_alerts;
};

} // namespace qd::rules
