// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/exhibit_words.h"

#include "model/incident/postmortem.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

namespace qd {

namespace {

constexpr qsizetype longestExhibitWords = 300;

QString tr(const char *text)
{
    return QCoreApplication::translate("exhibits", text);
}

/// Name and labels of an identity, see rules::identityOf(); what is none as it is.
QString alertWords(const QString &identity)
{
    const qsizetype split = identity.indexOf(QLatin1String(" {"));
    const QJsonObject labels = QJsonDocument::fromJson(identity.mid(split + 1).toUtf8()).object();
    if (split < 0 || labels.isEmpty())
        return identity;
    QStringList parts{identity.left(split)};
    for (auto label = labels.begin(); label != labels.end(); ++label)
        if (label.key() != u"alertname" && label.key() != u"severity")
            parts << label.key() + u'=' + label.value().toString();
    return parts.join(QStringLiteral(", "));
}

} // namespace

QString exhibitWords(const incident::Exhibit &exhibit, units::Zone zone)
{
    const bool isAlert = exhibit.kind == incident::Exhibit::Kind::Alert;
    const QString text = incident::oneLine(isAlert ? alertWords(exhibit.text) : exhibit.text, longestExhibitWords);
    switch (exhibit.kind) {
    case incident::Exhibit::Kind::Span:
        return tr("%1, %2 to %3")
            .arg(text.isEmpty() ? tr("Charts") : text, units::clock(exhibit.span.begin, zone),
                 units::clock(exhibit.span.end, zone));
    case incident::Exhibit::Kind::Alert:
        return tr("Alert %1").arg(text);
    case incident::Exhibit::Kind::Query:
        return tr("Query %1").arg(text);
    case incident::Exhibit::Kind::Event:
        return tr("Event: %1").arg(text);
    }
    return text;
}

} // namespace qd
