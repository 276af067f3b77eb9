// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/incident/task.h"
#include "model/series/series_snapshot.h"

#include <stop_token>

namespace qd {

struct ProofOrder
{
    QString rule;       ///< name of an alert
    QString recording;  ///< what the history is called
    QString ruleFolder; ///< of rules beside those that come with the program
    SeriesSnapshot history;
};

/// When the rule first fires over the history, by a backtest of the rules that apply now. NotFound: no rule is
/// called so; Refused: it does not fire, or cannot be judged over such a history. Both in words, with what to do.
/// Blocks.
[[nodiscard]] Result<incident::Proof> proofOf(const ProofOrder &order, const std::stop_token &stop);

} // namespace qd
