// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/event_json_reader.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QDateTime>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

namespace qd::exchange {

namespace {

QString textOf(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1String(key)).toString();
}

/// RFC 3339. Go writes "no time" as the year 1.
std::optional<Timestamp> timeOf(const QString &text)
{
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!time.isValid() || time.date().year() <= 1)
        return std::nullopt;
    return Timestamp(Millis(time.toMSecsSinceEpoch()));
}

/// The same labels give the same text, whichever webhook they came with.
QString fingerprintOf(const QJsonObject &alert)
{
    const QString given = textOf(alert, "fingerprint");
    if (!given.isEmpty())
        return given;
    const QByteArray labels = QJsonDocument(alert.value(u"labels").toObject()).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(QCryptographicHash::hash(labels, QCryptographicHash::Sha1).toHex().left(16));
}

QJsonObject bodyOf(const QJsonObject &alert)
{
    const QJsonObject labels = alert.value(u"labels").toObject();
    const QJsonObject annotations = alert.value(u"annotations").toObject();
    QJsonObject body{{QStringLiteral("labels"), labels}};
    if (!annotations.isEmpty())
        body.insert(QStringLiteral("annotations"), annotations);
    for (const char *key : {"severity"}) {
        if (!textOf(labels, key).isEmpty())
            body.insert(QLatin1String(key), textOf(labels, key));
    }
    const QString summary = textOf(annotations, "summary");
    const QString description = textOf(annotations, "description");
    if (!summary.isEmpty() || !description.isEmpty())
        body.insert(QStringLiteral("summary"), summary.isEmpty() ? description : summary);
    return body;
}

void takeAlert(const QJsonObject &alert, Place place, ImportSink &sink)
{
    const QString name = textOf(alert.value(u"labels").toObject(), "alertname");
    const auto start = timeOf(textOf(alert, "startsAt"));
    if (name.isEmpty() || !start) {
        sink.log().lose(LossKind::BadEvent, place,
                        name.isEmpty() ? "it has no alertname" : "its startsAt is no time");
        return;
    }
    Event event;
    event.kind = EventKind::AlertFiring;
    event.at = event.recordedAt = *start;
    event.origin = QStringLiteral("alertmanager");
    event.originInstance = fingerprintOf(alert);
    event.originSeq = static_cast<std::uint64_t>(start->time_since_epoch().count()) * 2;
    event.subject = name;
    event.body = bodyOf(alert);
    sink.add(event, place);
    const auto end = timeOf(textOf(alert, "endsAt"));
    // While an alert fires, endsAt is when Alertmanager would give it up: a guess, and not an end.
    if (!end || textOf(alert, "status") == u"firing")
        return;
    event.kind = EventKind::AlertResolved;
    event.at = event.recordedAt = *end;
    ++event.originSeq;
    sink.add(std::move(event), place);
}

EventKind kindOf(const QJsonObject &annotation)
{
    const QString state = textOf(annotation, "newState").toLower();
    if (state == u"alerting" || state == u"firing")
        return EventKind::AlertFiring;
    if (state == u"ok" || state == u"normal" || state == u"resolved")
        return EventKind::AlertResolved;
    if (state == u"pending")
        return EventKind::AlertPending;
    for (const QJsonValue &tag : annotation.value(u"tags").toArray()) {
        if (tag.toString().startsWith(u"deploy", Qt::CaseInsensitive) ||
            tag.toString().startsWith(u"release", Qt::CaseInsensitive))
            return EventKind::Deploy;
    }
    return EventKind::Note;
}

/// Deploys and alerts are shown by what they are about, notes by their text.
QString subjectOf(const QJsonObject &annotation, EventKind kind)
{
    const QString alert = textOf(annotation, "alertName");
    if (kind == EventKind::Note || kind == EventKind::Deploy)
        return {};
    return alert.isEmpty() ? QStringLiteral("Grafana alert %1").arg(annotation.value(u"alertId").toInteger())
                           : alert;
}

std::uint64_t idOf(const QJsonObject &annotation)
{
    if (const qint64 id = annotation.value(u"id").toInteger(); id > 0)
        return static_cast<std::uint64_t>(id);
    const QByteArray all = QJsonDocument(annotation).toJson(QJsonDocument::Compact);
    const QByteArray hash = QCryptographicHash::hash(all, QCryptographicHash::Sha1).toHex().left(13);
    return hash.toULongLong(nullptr, 16);
}

void takeAnnotation(const QJsonObject &annotation, Place place, ImportSink &sink)
{
    const QJsonValue time = annotation.value(u"time");
    if (!time.isDouble() || time.toDouble() <= 0) {
        sink.log().lose(LossKind::BadEvent, place, "its time is no number of milliseconds");
        return;
    }
    Event event;
    event.kind = kindOf(annotation);
    event.at = event.recordedAt = Timestamp(Millis(static_cast<std::int64_t>(std::min(time.toDouble(), 9e15))));
    event.origin = QStringLiteral("grafana");
    event.originInstance = textOf(annotation, "dashboardUID");
    event.originSeq = idOf(annotation);
    event.actor = textOf(annotation, "login");
    event.subject = subjectOf(annotation, event.kind);
    const QString text = textOf(annotation, "text");
    event.body.insert(event.kind == EventKind::Deploy ? QStringLiteral("release") : QStringLiteral("text"), text);
    if (const QJsonArray tags = annotation.value(u"tags").toArray(); !tags.isEmpty())
        event.body.insert(QStringLiteral("tags"), tags);
    const qint64 end = annotation.value(u"timeEnd").toInteger();
    if (end > event.at.time_since_epoch().count())
        event.body.insert(QStringLiteral("end"), end);
    sink.add(std::move(event), place);
}

template <typename Take>
void takeEach(const QJsonArray &list, Place place, ImportSink &sink, Take take)
{
    for (const QJsonValue &each : list) {
        ++place.column;
        if (each.isObject())
            take(each.toObject(), place, sink);
        else
            sink.log().lose(LossKind::BadEvent, place, "it is no object");
    }
}

} // namespace

void takeAlerts(const QJsonValue &json, Place place, ImportSink &sink)
{
    const QJsonObject object = json.toObject();
    if (json.isArray())
        takeEach(json.toArray(), place, sink, takeAlert);
    else if (object.contains(u"alerts"))
        takeEach(object.value(u"alerts").toArray(), place, sink, takeAlert);
    else
        takeAlert(object, place, sink);
    if (const qint64 cut = object.value(u"truncatedAlerts").toInteger(); cut > 0)
        sink.log().lose(LossKind::BadEvent, place, "the webhook was cut off by its sender", cut);
}

void takeAnnotations(const QJsonValue &json, Place place, ImportSink &sink)
{
    const QJsonObject object = json.toObject();
    if (json.isArray())
        takeEach(json.toArray(), place, sink, takeAnnotation);
    else if (object.value(u"annotations").isArray())
        takeEach(object.value(u"annotations").toArray(), place, sink, takeAnnotation);
    else
        takeAnnotation(object, place, sink);
}

} // namespace qd::exchange
