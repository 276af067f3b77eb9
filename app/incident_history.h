// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/incident/incident.h"
#include "model/playhead/history.h"

#include <QtCore/QStringList>

#include <stop_token>

namespace qd {

/// An incident and the history it lies in.
struct IncidentHistory
{
    HistoryPtr history;
    incident::Incident incident;
    QString place;       ///< the file, or the folder it was found in
    QStringList losses;  ///< what could not be read, in words
    QStringList remarks; ///< which of several it is
};

/// Of a recording, with what was noted beside it. `id` as incident::chosen() takes it, whose errors come too, and
/// those of OpenedRecording::open(). Blocks.
[[nodiscard]] Result<IncidentHistory> incidentIn(const QString &file, const QString &id,
                                                 const std::stop_token &stop);

/// Of what is recorded below `root` (empty: defaultDataRoot()), also while a window records there; of the drills
/// there where nothing else has it. Of copies of one history the newest. NotFound: no log there has an incident of
/// such an id; Conflict: several incidents have; else as of the files. Blocks.
[[nodiscard]] Result<IncidentHistory> keptIncident(const QString &root, const QString &id,
                                                   const std::stop_token &stop);

} // namespace qd
