// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/query/answer_comparison.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QMap>
#include <QtCore/QRegularExpression>

#include <cmath>
#include <limits>

namespace qd::test {

namespace {

using Values = QMap<qint64, double>;        ///< by milliseconds
using AnswerSeries = QMap<QString, Values>; ///< by labels, as JSON with sorted names

double numberOf(const QString &text)
{
    if (text == QStringLiteral("NaN"))
        return std::numeric_limits<double>::quiet_NaN();
    if (text.endsWith(QStringLiteral("Inf")))
        return text.startsWith(u'-') ? -std::numeric_limits<double>::infinity()
                                     : std::numeric_limits<double>::infinity();
    return text.toDouble();
}

void take(const QJsonArray &sample, Values &into)
{
    into[std::llround(sample.at(0).toDouble() * 1000)] = numberOf(sample.at(1).toString());
}

AnswerSeries seriesOf(const QJsonObject &answer)
{
    AnswerSeries found;
    const QJsonObject data = answer.value(u"data").toObject();
    const QJsonArray result = data.value(u"result").toArray();
    const QString type = data.value(u"resultType").toString();
    if (type == QStringLiteral("scalar")) {
        take(result, found[QStringLiteral("scalar")]);
        return found;
    }
    for (const QJsonValue &one : result) {
        const QJsonObject series = one.toObject();
        const QByteArray key =
            QJsonDocument(series.value(u"metric").toObject()).toJson(QJsonDocument::Compact); // sorts
        Values &values = found[QString::fromUtf8(key)];
        if (series.contains(u"value"))
            take(series.value(u"value").toArray(), values);
        const QJsonArray samples = series.value(u"values").toArray();
        for (const QJsonValue &sample : samples)
            take(sample.toArray(), values);
    }
    return found;
}

/// The label sets of an answer but for their names.
QStringList keysWithoutNames(const QJsonObject &answer)
{
    QStringList keys;
    const QStringList all = seriesOf(answer).keys();
    for (const QString &key : all) {
        QJsonObject labels = QJsonDocument::fromJson(key.toUtf8()).object();
        labels.remove(QStringLiteral("__name__"));
        keys << QString::fromUtf8(QJsonDocument(labels).toJson(QJsonDocument::Compact));
    }
    keys.sort();
    return keys;
}

bool isNear(double a, double b)
{
    if ((std::isnan(a) && std::isnan(b)) || a == b)
        return true;
    const double apart = std::abs(a - b);
    return apart <= 1e-9 * std::max(std::abs(a), std::abs(b)) || apart <= 1e-7;
}

bool isError(const QJsonObject &answer)
{
    return answer.value(u"status").toString() != QStringLiteral("success");
}

QString errorOf(const QJsonObject &answer)
{
    return answer.value(u"error").toString();
}

} // namespace

bool hasResult(const QJsonObject &answer)
{
    return !seriesOf(answer).isEmpty();
}

QString differenceOf(const AnswerPair &pair)
{
    if (isError(pair.ours) || isError(pair.theirs)) {
        if (isError(pair.ours) == isError(pair.theirs))
            return {};
        return QStringLiteral("ours %1, theirs %2")
            .arg(isError(pair.ours) ? errorOf(pair.ours) : QStringLiteral("answers"),
                 isError(pair.theirs) ? errorOf(pair.theirs) : QStringLiteral("answers"));
    }
    const AnswerSeries ours = seriesOf(pair.ours);
    const AnswerSeries theirs = seriesOf(pair.theirs);
    if (ours.keys() != theirs.keys())
        return QStringLiteral("ours has %1, theirs %2").arg(ours.keys().join(u' '), theirs.keys().join(u' '));
    for (auto series = ours.begin(); series != ours.end(); ++series) {
        const Values &other = theirs[series.key()];
        if (series->keys() != other.keys())
            return QStringLiteral("%1: ours has %2 samples, theirs %3")
                .arg(series.key())
                .arg(series->size())
                .arg(other.size());
        for (auto value = series->begin(); value != series->end(); ++value) {
            if (!isNear(*value, other[value.key()]))
                return QStringLiteral("%1 at %2: ours %3, theirs %4")
                    .arg(series.key())
                    .arg(value.key())
                    .arg(*value, 0, 'g', 17)
                    .arg(other[value.key()], 0, 'g', 17);
        }
    }
    return {};
}

QString explanationOf(const AnswerPair &pair)
{
    const QString ours = errorOf(pair.ours);
    const QString theirs = errorOf(pair.theirs);
    if (theirs.contains(QStringLiteral("same labelset")) && !isError(pair.ours))
        return QStringLiteral("names dropped at the end");
    static const QRegularExpression filter(QStringLiteral("(==|!=|[<>]=?) "));
    if (ours.contains(QStringLiteral("multiple matches for labels")) && !isError(pair.theirs) &&
        pair.expression.contains(filter))
        return QStringLiteral("matches of what a comparison leaves out");
    if (pair.expression.contains(QStringLiteral(" atan2 ")) &&
        keysWithoutNames(pair.theirs) == keysWithoutNames(pair.ours))
        return QStringLiteral("atan2 keeps the name");
    static const QRegularExpression variance(QStringLiteral("\\b(stddev|stdvar) ?(by|without|\\()"));
    if (pair.expression.contains(variance) && differenceOf(pair).contains(QStringLiteral(": ours nan, theirs ")))
        return QStringLiteral("variance of one infinity");
    return {};
}

} // namespace qd::test
