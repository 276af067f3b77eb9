// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/query/series_notation.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QStringList>

namespace qd::test {

std::optional<std::vector<Sample>> seriesFromNotation(const QString &notation, Millis step)
{
    static const QRegularExpression expanding(
        QStringLiteral("^(?<first>[-+]?[0-9.eE]+|NaN|[-+]?Inf|_)(?<by>[-+][0-9.eE]+)?(x(?<times>[0-9]+))?$"));
    std::vector<Sample> samples;
    Timestamp at{};
    const QStringList words = notation.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString &word : words) {
        if (word == QStringLiteral("stale")) {
            samples.push_back({at, staleMarker()});
            at += step;
            continue;
        }
        const auto match = expanding.match(word);
        if (!match.hasMatch())
            return std::nullopt;
        const QString first = match.captured(QStringLiteral("first"));
        const double by = match.captured(QStringLiteral("by")).toDouble();
        const int times = match.captured(QStringLiteral("times")).toInt();
        for (int i = first == QStringLiteral("_") && times > 0 ? 1 : 0; i <= times; ++i, at += step)
            if (first != QStringLiteral("_"))
                samples.push_back({at, first.toDouble() + by * i});
    }
    return samples;
}

} // namespace qd::test
