// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/recording_summary.h"

#include <QtCore/QString>

namespace qd {

/// What `quarterdeck info` prints: a few lines for people.
[[nodiscard]] QString infoText(const RecordingSummary &summary);

/// Prints it; of a file of another kind what an import would make of it. The exit code: 0, 1 when the file cannot
/// be read (told on stderr), 3 when a part of it was lost.
[[nodiscard]] int printInfo(const QString &path);

} // namespace qd
