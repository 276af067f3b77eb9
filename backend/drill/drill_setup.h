// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/drill/drill_order.h"
#include "backend/engine/data_folder.h"
#include "backend/engine/engine_config.h"
#include "model/drill/scenario.h"

namespace qd {

/// Where a drill keeps what is its own; nothing of it is shared with what is watched otherwise.
struct DrillPlaces
{
    QString root;
    DataFolder running; ///< of this run alone, as long as it lives
    QString scores;     ///< of all runs, see drill::readRuns()
    QString recording;  ///< of this run, where no other place was asked for or that one failed
};

/// Makes the folders. Io, Conflict: why not.
[[nodiscard]] Result<DrillPlaces> makePlaces(const DrillOrder &order);

/// The engine of a drill: a sessiond and traffic of its own, on any ports; no file says whom to tell.
[[nodiscard]] EngineConfig drillEngine(const DrillOrder &order, const drill::Scenario &scenario,
                                       const DrillPlaces &places, std::shared_ptr<const StoryClock> clock);

/// As an engine deploys them.
[[nodiscard]] std::vector<Release> deployable(const std::vector<drill::Release> &releases);

} // namespace qd
