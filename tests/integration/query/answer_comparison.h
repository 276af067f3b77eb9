// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>

namespace qd::test {

/// An expression and what both engines answer to it, in the shape of Prometheus' HTTP API.
struct AnswerPair
{
    QString expression;
    QJsonObject ours;
    QJsonObject theirs;
};

/// The first difference in words; nothing when the two agree. Errors agree whatever they say. Numbers agree to
/// nine digits, or to a ten-millionth: the two add up in other orders.
[[nodiscard]] QString differenceOf(const AnswerPair &pair);

/// The class of tests/integration/query/differences.md that a difference belongs to; nothing for one that is not
/// explained.
[[nodiscard]] QString explanationOf(const AnswerPair &pair);

/// Whether there is a series, or a scalar, in an answer.
[[nodiscard]] bool hasResult(const QJsonObject &answer);

} // namespace qd::test
