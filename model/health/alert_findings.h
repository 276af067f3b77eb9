// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/alerts/alert_book.h"
#include "model/base/units.h"
#include "model/health/reading.h"

namespace qd {

/// The alerts of rules that fire at an instant, as the event log has them, as rows of the list. Live and in a
/// recording alike: what fired then, fires there.
class AlertFindings
{
public:
    /// Puts them among `found`, worst first, before findings of the same severity; muted ones last. Those of
    /// severity "info" and "none" are none that anybody must look at.
    void addTo(std::vector<Finding> &found, const EventSnapshot &events, Timestamp at, units::Zone zone);
    /// As of the last addTo().
    [[nodiscard]] const alerts::AlertBook &book() const { return m_book; }

private:
    alerts::AlertBook m_book;
};

/// Acknowledged, silenced, muted, escalated, flapping: what there is of it, in words.
[[nodiscard]] QString flagWords(const alerts::AlertRecord &alert, const alerts::AlertBook &book, units::Zone zone);

/// Where the curve of an alert is, as its annotation `about` says: memory, latency, sessions, retained or errors.
[[nodiscard]] std::optional<TileKind> chartOf(const alerts::AlertRecord &alert);

} // namespace qd
