// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/drill/drill_setup.h"
#include "model/drill/score_book.h"
#include "model/playhead/history.h"

#include <QtCore/QStringList>

#include <stop_token>

namespace qd {

/// What a drill has left.
struct DrillEnd
{
    drill::Run run;
    QStringList report;   ///< see drill::reportOf()
    QString recording;    ///< file; empty: there is none, and `problems` say why
    QStringList problems; ///< what was not kept, or not where it was asked for
    QString incident;     ///< its id; empty: there was none
};

/// Scores `run` by what `last` shows, keeps score and recording, and takes the drill's own folder away once there
/// is a recording, and drills that are too old (kept_drills.h). Takes its time: not for the GUI thread. Told to
/// stop, it leaves the folder and no recording.
[[nodiscard]] DrillEnd endDrill(const drill::Scenario &scenario, const DrillOrder &order,
                                const DrillPlaces &places, drill::Run run, const HistorySnapshot &last,
                                const std::stop_token &stop);

} // namespace qd
