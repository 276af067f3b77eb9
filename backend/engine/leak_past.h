// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/leak/leak_judge.h"

#include <QtCore/QString>

#include <functional>

namespace qd {

/// What the leak detectors know of `target` after the compacted segments of a folder within `range`: a reading a
/// minute, of which only the pages that hold one and the columns that it needs are unpacked. A segment that cannot
/// be read, or is still to be compacted (the newest of a run may be), is passed over. `goOn` is asked after each.
[[nodiscard]] LeakJudge judgePast(const QString &folder, TimeRange range, const Labels &target,
                                  const std::function<bool()> &goOn);

} // namespace qd
