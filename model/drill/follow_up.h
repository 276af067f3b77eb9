// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/drill/operators.h"

/// What every team of `session-leak` writes down afterwards.
namespace qd::drill {

[[nodiscard]] Move say(incident::Step step, QStringList charts = {});
[[nodiscard]] Move status(incident::Status status, const QString &reason);
[[nodiscard]] Move note(const QString &text);
[[nodiscard]] Move think(const QString &id, const QString &text, incident::Hypothesis::State state,
                         QStringList charts);
/// Improvements and tasks; `isCured`: the patch among them is done.
[[nodiscard]] std::vector<Move> followUp(bool isCured);

} // namespace qd::drill
