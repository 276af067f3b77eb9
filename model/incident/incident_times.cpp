// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/incident_times.h"

#include <algorithm>

namespace qd::incident {

namespace {

std::optional<Timestamp> sooner(std::optional<Timestamp> a, std::optional<Timestamp> b)
{
    return a && b ? std::min(a, b) : a ? a : b;
}

/// Somebody took an alert of it upon themselves, or said that they investigate.
std::optional<Timestamp> acknowledgedAt(const Incident &incident)
{
    const auto mark = std::ranges::find(incident.entries, EventKind::AlertAcknowledged, &Entry::kind);
    return sooner(mark == incident.entries.end() ? std::nullopt : std::optional(mark->at),
                  incident.reached(Status::Investigating));
}

std::optional<Timestamp> identifiedAt(const Incident &incident)
{
    std::optional<Timestamp> at = incident.reached(Status::Identified);
    for (const Hypothesis &hypothesis : incident.hypotheses)
        if (hypothesis.state == Hypothesis::State::Confirmed)
            at = sooner(at, hypothesis.since);
    return at;
}

} // namespace

Times timesOf(const Incident &incident)
{
    // What was said before it opened took no time.
    const auto since = [&](std::optional<Timestamp> at) {
        return at ? std::optional(std::max(Millis(0), *at - incident.openedAt)) : std::nullopt;
    };
    Times times;
    if (incident.onset)
        times.detect = std::max(Millis(0), incident.openedAt - *incident.onset);
    times.acknowledge = since(acknowledgedAt(incident));
    times.identify = since(identifiedAt(incident));
    times.mitigate = since(incident.reached(Status::Mitigated));
    times.resolve = since(incident.resolvedAt());
    return times;
}

} // namespace qd::incident
