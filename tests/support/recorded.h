// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"

namespace qd::test {

/// Writes a history into a compact recording that does not exist yet; false when that failed.
[[nodiscard]] bool record(const HistorySnapshot &history, const QString &path);

} // namespace qd::test
