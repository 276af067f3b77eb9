// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/backtest_truth.h"

#include <QtCore/QJsonObject>

namespace qd {

/// What a backtest of one recording found, for people: a paragraph a rule. Times are UTC.
[[nodiscard]] QString backtestWords(const QString &recording, const rules::BacktestReport &report,
                                    const std::vector<rules::MarkedSpan> &truth);

/// The same for machines: times in RFC 3339, lengths in seconds, values as Prometheus writes them.
[[nodiscard]] QJsonObject backtestJson(const QString &recording, const rules::BacktestReport &report,
                                       const std::vector<rules::MarkedSpan> &truth);

} // namespace qd
