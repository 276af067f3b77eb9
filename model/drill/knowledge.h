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
    /// The incident that was opened first; null: none yet.
    [[nodiscard]] const incident::Incident *incident() const;
    /// Identities of alerts that fire and nobody looks after.
    [[nodiscard]] QStringList unattended() const;
    /// When the leak was identified: by status, or by a hypothesis that was confirmed.
    [[nodiscard]] std::optional<Timestamp> identifiedAt() const;

private:
    alerts::AlertBook m_alerts;
    incident::IncidentBook m_incidents;
    EventSnapshot m_events;
    Timestamp m_now{};
};

} // namespace qd::drill
