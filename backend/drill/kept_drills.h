// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <cstddef>

namespace qd {

/// Of drills that are over, as many are kept: a recording that was not asked for elsewhere, or what a drill left
/// that did not end by itself.
constexpr std::size_t mostKeptDrills = 10;

/// The name under which a drill of `scenario` keeps what is its own, that begins now in this process.
[[nodiscard]] QString drillName(const QString &scenario);

/// Removes from `root`, a folder of drills, all but `own` and the newest `most` drills, and parts of files of any
/// of them. Only what has exactly such a name, of a drill there is, and its recording. A drill that runs is left
/// alone, and so is a recording with notes or bookmarks beside it; neither is counted. What cannot be removed
/// stays. Blocks.
void removeOldDrills(const QString &root, const QString &own = {}, std::size_t most = mostKeptDrills);

} // namespace qd
