// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/alerts/alert_book.h"
#include "model/incident/incident_book.h"

#include <QtCore/QStringList>

/// What is to become of incidents by itself. Everything follows from the committed log, so that whoever plans
/// again after a crash comes to the same end, and nothing is opened twice. Only what is live may be planned for.
namespace qd::incident {

struct Joining
{
    QString incident;
    Link link;
};

struct Plan
{
    /// The next incident to open, if any: for an alert that pages, is not muted, and whose firing no incident has
    /// had. One at a time: what fires beside it joins it, which the next plan says.
    std::optional<Opening> opening;
    std::vector<Joining> joinings; ///< alerts that fire, to open incidents about the same; info is left out
};

/// Both books were read at the same instant.
[[nodiscard]] Plan planFor(const alerts::AlertBook &alerts, const IncidentBook &incidents);

/// Names of the alerts of an incident that page and fire still, by name and each once: what speaks against its
/// end.
[[nodiscard]] QStringList stillPaging(const Incident &incident, const alerts::AlertBook &alerts);

/// State that has to be captured yet, and was not: at the opening of an open incident, and at each restart,
/// deploy and purge since.
struct DueEvidence
{
    QString incident;
    QString cause; ///< correlation of the action, empty for the opening
    Timestamp at{};
};
[[nodiscard]] std::vector<DueEvidence> evidenceDue(const IncidentBook &incidents);

} // namespace qd::incident
