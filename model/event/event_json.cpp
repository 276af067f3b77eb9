// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/event_json.h"

namespace qd {

namespace {

// Frozen: members of the objects in recordings.
constexpr auto seqKey = QLatin1String("seq");
constexpr auto originKey = QLatin1String("origin");
constexpr auto instanceKey = QLatin1String("origin_instance");
constexpr auto originSeqKey = QLatin1String("origin_seq");
constexpr auto atKey = QLatin1String("at");
constexpr auto recordedKey = QLatin1String("recorded_at");
constexpr auto kindKey = QLatin1String("kind");
constexpr auto subjectKey = QLatin1String("subject");
constexpr auto actorKey = QLatin1String("actor");
constexpr auto reasonKey = QLatin1String("reason");
constexpr auto correlationKey = QLatin1String("correlation");
constexpr auto supersedesKey = QLatin1String("supersedes");
constexpr auto bodyKey = QLatin1String("body");

void putText(QJsonObject &json, QLatin1String key, const QString &text)
{
    if (!text.isEmpty())
        json.insert(key, text);
}

void putNumber(QJsonObject &json, QLatin1String key, std::int64_t number)
{
    if (number != 0)
        json.insert(key, qint64(number));
}

std::uint64_t number(const QJsonObject &json, QLatin1String key)
{
    return static_cast<std::uint64_t>(std::max<qint64>(0, json.value(key).toInteger()));
}

} // namespace

QJsonObject toJson(const Event &event)
{
    QJsonObject json{{atKey, qint64(event.at.time_since_epoch().count())},
                     {kindKey, static_cast<int>(event.kind)},
                     {originKey, event.origin}};
    putNumber(json, seqKey, static_cast<std::int64_t>(event.seq));
    putText(json, instanceKey, event.originInstance);
    putNumber(json, originSeqKey, static_cast<std::int64_t>(event.originSeq));
    putNumber(json, recordedKey, event.recordedAt.time_since_epoch().count());
    putText(json, subjectKey, event.subject);
    putText(json, actorKey, event.actor);
    putText(json, reasonKey, event.reason);
    putText(json, correlationKey, event.correlation);
    putNumber(json, supersedesKey, static_cast<std::int64_t>(event.supersedes));
    if (!event.body.isEmpty())
        json.insert(bodyKey, event.body);
    return json;
}

Result<Event> eventFromJson(const QJsonObject &json)
{
    if (!json.value(atKey).isDouble() || !json.value(kindKey).isDouble() || !json.value(originKey).isString())
        return failure(ErrorCode::Invalid, QStringLiteral("An event needs at, kind and origin."));
    Event event;
    event.seq = number(json, seqKey);
    event.origin = json.value(originKey).toString();
    event.originInstance = json.value(instanceKey).toString();
    event.originSeq = number(json, originSeqKey);
    event.at = Timestamp(Millis(json.value(atKey).toInteger()));
    event.recordedAt = Timestamp(Millis(json.value(recordedKey).toInteger()));
    event.kind = static_cast<EventKind>(json.value(kindKey).toInt());
    event.subject = json.value(subjectKey).toString();
    event.actor = json.value(actorKey).toString();
    event.reason = json.value(reasonKey).toString();
    event.correlation = json.value(correlationKey).toString();
    event.supersedes = number(json, supersedesKey);
    event.body = json.value(bodyKey).toObject();
    return event;
}

} // namespace qd
