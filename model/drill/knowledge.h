// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/alerts/alert_book.h"
#include "model/drill/operators.h"
#include "model/incident/incident_book.h"

namespace qd::drill {

/// Reads a log as an operator does: what is known of it up to now.
class Knowledge
{
public:
    void read(const EventSnapshot &events, Timestamp now);

    /// All but what only those know who act: isBusy and isCureThere. `since`: when the last action was ordered.
    [[nodiscard]] Known known(std::optional<Timestamp> since) const;
    /// The first incident that an alert has joined which names what leaks, else the first that is open, else the
    /// first of all: a restart may have had one of its own. Null: none yet.
    [[nodiscard]] const incident::Incident *incident() const;
    /// Identities of alerts that fire and nobody looks after.
    [[nodiscard]] QStringList unattended() const;
    /// When the leak was identified: a hypothesis that speaks of it was confirmed, or the status was set while one
    /// was at least suspected. Whether words speak of it is read off a few words of English.
    [[nodiscard]] std::optional<Timestamp> identifiedAt() const;
    /// When something was identified, and it was not the leak; none once the leak is.
    [[nodiscard]] std::optional<Timestamp> mistakenAt() const;

private:
    [[nodiscard]] bool namesWhatLeaks(const incident::Incident &incident) const;

    alerts::AlertBook m_alerts;
    incident::IncidentBook m_incidents;
    EventSnapshot m_events;
    Timestamp m_now{};
};

} // namespace qd::drill
