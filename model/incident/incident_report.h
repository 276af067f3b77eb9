// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/impact.h"
#include "model/incident/incident_book.h"
#include "model/incident/incident_times.h"

namespace qd::incident {

/// What one incident comes to, as of an instant: all that a document of it says.
struct Report
{
    Incident incident;
    Times times;
    Impact impact;
    TimeRange span; ///< what its charts show: all of it, with some calm on either side; within the history
};

[[nodiscard]] Report reportOf(const Incident &incident, const SeriesSnapshot &series, Timestamp now);

/// From the first thing it tells of until it was resolved, or `now`.
[[nodiscard]] TimeRange spanOf(const Incident &incident, Timestamp now);

/// The day of an instant, UTC: what is overdue goes by the end of a history, and not by when it is read.
[[nodiscard]] QDate dayOf(Timestamp at);

/// The incident whose id begins so; of no id at all the only one. NotFound and Conflict name those there are.
[[nodiscard]] Result<const Incident *> chosen(const IncidentBook &book, const QString &id);

} // namespace qd::incident
