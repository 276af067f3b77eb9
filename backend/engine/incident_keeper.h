// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/event_writer.h"
#include "model/incident/incident_plan.h"
#include "model/series/series_snapshot.h"

#include <functional>

namespace qd {

/// Opens incidents for alerts that page, lets related alerts join them, and captures the state at their opening
/// and at each restart and purge. There is one in a live engine and nowhere else: what is replayed or tested opens
/// nothing. It remembers nothing that is not in the log. Engine thread.
class IncidentKeeper
{
public:
    /// `segments`: where the recorder keeps them; those of open incidents are pinned there. Empty: nowhere.
    IncidentKeeper(EventWriter &events, std::function<SeriesSnapshot()> series, QString segments = {});

    /// After rules were evaluated and their transitions committed. What the log does not take is tried again.
    void step(Timestamp now);

private:
    void read(Timestamp now);
    [[nodiscard]] bool follow(const incident::Plan &plan, Timestamp now);
    void captureEvidence();
    void pin();

    EventWriter &m_events;
    std::function<SeriesSnapshot()> m_series;
    alerts::AlertBook m_alerts;
    incident::IncidentBook m_incidents;
    const QString m_segments;
    std::optional<std::vector<TimeRange>> m_pinned; ///< none: what is pinned there is not known yet
};

} // namespace qd
