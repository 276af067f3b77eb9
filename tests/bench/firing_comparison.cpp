// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/firing_comparison.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonDocument>

namespace qd::bench {

namespace {

QString line(const QJsonObject &labels, qint64 begin, qint64 end)
{
    return QStringLiteral("%1 %2 %3")
        .arg(QString::fromUtf8(QJsonDocument(labels).toJson(QJsonDocument::Compact)))
        .arg(begin)
        .arg(end);
}

qint64 secondsOf(const QJsonValue &instant)
{
    return instant.isNull() ? -1 : QDateTime::fromString(instant.toString(), Qt::ISODateWithMs).toSecsSinceEpoch();
}

} // namespace

QStringList firingsOf(const QJsonObject &rule)
{
    QStringList lines;
    for (const QJsonValue &value : rule[u"firings"].toArray())
        lines << line(value[u"labels"].toObject(), secondsOf(value[u"start"]), secondsOf(value[u"end"]));
    lines.sort();
    return lines;
}

QStringList firingsIn(const QJsonObject &answer, const QString &alert, qint64 step, qint64 last)
{
    QStringList lines;
    for (const QJsonValue &series : answer[u"data"][u"result"].toArray()) {
        QJsonObject labels = series[u"metric"].toObject();
        labels.remove(u"__name__");
        labels[u"alertname"] = alert;
        const QJsonArray samples = series[u"values"].toArray();
        qint64 begin = 0;
        for (qsizetype i = 0; i < samples.size(); ++i) {
            const auto at = qint64(samples[i][0].toDouble());
            begin = begin == 0 ? at : begin;
            const qint64 next = i + 1 < samples.size() ? qint64(samples[i + 1][0].toDouble()) : 0;
            if (next == at + step)
                continue;
            lines << line(labels, begin, at == last ? -1 : at + step);
            begin = 0;
        }
    }
    lines.sort();
    return lines;
}

} // namespace qd::bench
