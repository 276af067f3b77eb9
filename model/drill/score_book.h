// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/drill/score.h"

#include <QtCore/QByteArray>

#include <vector>

namespace qd::drill {

/// A drill that was run, for comparing.
struct Run
{
    Timestamp at{}; ///< of the world, when it ended
    QString scenario;
    std::uint64_t seed = 0;
    double speed = 1;
    QString by; ///< an operator's name, or whoever sat before the window
    Score score;
};

[[nodiscard]] QByteArray toLine(const Run &run);
/// None: it is no run.
[[nodiscard]] std::optional<Run> fromLine(const QByteArray &line);

/// Runs that were kept, a JSON line each; lines that cannot be read are passed over. A missing file has none.
[[nodiscard]] std::vector<Run> readRuns(const QString &path);
/// Adds one, synced. Io: it was not kept, and the others are as they were.
[[nodiscard]] Result<void> keepRun(const QString &path, const Run &run);

/// What is shown at the end: outcome, times, wrong turns, requests, and how that compares with `earlier` runs of
/// the same scenario at the same speed. Lines of plain text.
[[nodiscard]] QStringList reportOf(const Run &run, const std::vector<Run> &earlier);

} // namespace qd::drill
