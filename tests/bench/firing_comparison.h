// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

namespace qd::bench {

/// The firings of one rule of `quarterdeck backtest --json`, a line each, sorted.
[[nodiscard]] QStringList firingsOf(const QJsonObject &rule);

/// The same of a rule without `for` out of the answer of query_range: it fires while its expression gives a sample
/// at every step.
[[nodiscard]] QStringList firingsIn(const QJsonObject &answer, const QString &alert, qint64 step, qint64 last);

} // namespace qd::bench
