// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <cstdint>
#include <optional>

namespace qd {

/// A drill that is to be run.
struct DrillOrder
{
    QString scenario = QStringLiteral("session-leak");
    std::uint64_t seed = 1;
    double speed = 30; ///< times as fast as the world, see StoryClock
    QString by;        ///< an operator that works it by itself; empty: whoever has the gateway
    QString root;      ///< folder of drills; empty: `drill/` beside the other histories
    QString record;    ///< file that the recording goes to; empty: one in the folder
};

} // namespace qd
