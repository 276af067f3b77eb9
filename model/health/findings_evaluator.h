// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/evaluator.h"

#include <QtCore/QStringList>

namespace qd {

/// Judges by the findings: an alert is a finding that turns critical. What is critical where the walk begins is
/// known already and no alert.
class FindingsEvaluator final : public Evaluator
{
public:
    void restart(const HistorySnapshot &history, Timestamp after) override;
    [[nodiscard]] std::optional<QString> evaluate(const HistorySnapshot &history, Timestamp at) override;

private:
    QStringList m_critical; ///< ids
};

} // namespace qd
