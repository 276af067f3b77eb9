// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/admin/admin_json.h"

#include "backend/protocol/duration.h"
#include "backend/protocol/names.h"
#include "backend/protocol/rfc3339.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QUrl>
#include <QtCore/QUrlQuery>

#include <utility>

namespace qd::admin {

namespace {

constexpr std::pair<SessionState, const char *> stateNames[]{
    {SessionState::Active, "active"}, {SessionState::Expired, "expired"}, {SessionState::Retained, "retained"}};

tl::unexpected<Error> unexpectedShape(const char *what)
{
    return failure(ErrorCode::Invalid,
                   QStringLiteral("The service answered in an unexpected way (%1).").arg(QLatin1String(what)));
}

QString duration(std::chrono::seconds seconds)
{
    return QString::fromStdString(protocol::formatDuration(seconds));
}

QString nameOf(SessionSort sort)
{
    switch (sort) {
    case SessionSort::LastSeen:
        return QStringLiteral("last_seen");
    case SessionSort::Created:
        return QStringLiteral("created");
    case SessionSort::User:
        return QStringLiteral("user");
    case SessionSort::Bytes:
        return QStringLiteral("bytes");
    }
    return {};
}

QString nameOf(PurgeSelector::State state)
{
    switch (state) {
    case PurgeSelector::State::Active:
        return QStringLiteral("active");
    case PurgeSelector::State::Expired:
        return QStringLiteral("expired");
    case PurgeSelector::State::Retained:
        return QStringLiteral("retained");
    case PurgeSelector::State::Any:
        break;
    }
    return QStringLiteral("any");
}

/// A count or size; -1 when it is not a whole number of at least zero.
std::int64_t countOf(const QJsonObject &object, const char *name)
{
    const QJsonValue value = object[QLatin1String(name)];
    return value.isDouble() ? value.toInteger(-1) : -1;
}

} // namespace

QJsonObject toJson(const PurgeSelector &selector)
{
    QJsonObject out{{QStringLiteral("state"), nameOf(selector.state)}};
    if (selector.idleLongerThan)
        out[u"idle_longer_than"] = duration(*selector.idleLongerThan);
    if (selector.olderThan)
        out[u"older_than"] = duration(*selector.olderThan);
    if (!selector.user.isEmpty())
        out[u"user"] = selector.user;
    if (!selector.address.isEmpty())
        out[u"address"] = selector.address;
    return out;
}

QByteArray toTarget(const SessionQuery &query)
{
    QByteArray target(protocol::path::kAdminSessions.data(), protocol::path::kAdminSessions.size());
    char separator = '?';
    const auto add = [&](const char *name, const QString &value) {
        target += separator + QByteArray(name) + '=' + QUrl::toPercentEncoding(value);
        separator = '&';
    };
    for (const auto &[state, name] : stateNames) {
        if (query.state == state)
            add("state", QLatin1String(name));
    }
    if (!query.user.isEmpty())
        add("user", query.user);
    if (!query.address.isEmpty())
        add("address", query.address);
    if (query.idleLongerThan)
        add("idle_longer_than", duration(*query.idleLongerThan));
    if (query.olderThan)
        add("older_than", duration(*query.olderThan));
    add("sort", nameOf(query.sort));
    add("order", query.order == SortOrder::Ascending ? QStringLiteral("asc") : QStringLiteral("desc"));
    if (!query.cursor.isEmpty())
        add("cursor", query.cursor);
    add("limit", QString::number(query.limit));
    return target;
}

Result<QJsonObject> objectOf(const QByteArray &body)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError || !document.isObject())
        return unexpectedShape("not a JSON object");
    return document.object();
}

std::optional<Timestamp> timeOf(const QJsonValue &value)
{
    const auto time = protocol::parseTime(value.toString().toStdString());
    return time ? std::optional(*time) : std::nullopt;
}

Result<SessionRow> sessionOf(const QJsonObject &object)
{
    SessionRow row;
    row.id = object[u"session_id"].toString();
    row.user = object[u"user"].toString();
    row.address = object[u"address"].toString();
    row.bytes = countOf(object, "bytes");
    const auto created = timeOf(object[u"created_at"]);
    const auto seen = timeOf(object[u"last_seen_at"]);
    const auto expires = timeOf(object[u"expires_at"]);
    const QString state = object[u"state"].toString();
    const auto *known = std::find_if(std::begin(stateNames), std::end(stateNames),
                                     [&state](const auto &entry) { return state == QLatin1String(entry.second); });
    if (row.id.isEmpty() || !created || !seen || !expires || known == std::end(stateNames))
        return unexpectedShape("a session");
    row.state = known->first;
    row.createdAt = *created;
    row.lastSeenAt = *seen;
    row.expiresAt = *expires;
    return row;
}

static Result<std::vector<SessionRow>> sessionsOf(const QJsonValue &value)
{
    if (!value.isArray())
        return unexpectedShape("a list of sessions");
    std::vector<SessionRow> rows;
    for (const QJsonValue entry : value.toArray()) {
        Result<SessionRow> row = sessionOf(entry.toObject());
        if (!row)
            return tl::unexpected(row.error());
        rows.push_back(std::move(*row));
    }
    return rows;
}

Result<SessionPage> sessionPageOf(const QJsonObject &object)
{
    return sessionsOf(object[u"sessions"]).map([&object](std::vector<SessionRow> &&rows) {
        return SessionPage{std::move(rows), object[u"next_cursor"].toString(), countOf(object, "matched")};
    });
}

Result<PurgePreview> previewOf(const QJsonObject &object, const PurgeSelector &selector)
{
    PurgePreview preview;
    preview.previewId = object[u"preview_id"].toString();
    preview.selector = selector;
    preview.matched = countOf(object, "matched");
    preview.users = countOf(object, "users");
    preview.bytes = countOf(object, "bytes");
    const auto expires = timeOf(object[u"expires_at"]);
    auto sample = sessionsOf(object[u"sample"]);
    if (preview.previewId.isEmpty() || preview.matched < 0 || preview.users < 0 || preview.bytes < 0 || !expires ||
        !sample)
        return unexpectedShape("a purge preview");
    preview.expiresAt = *expires;
    preview.sample = std::move(*sample);
    preview.confirmRequired = object[u"confirm_required"].toBool(selector.touchesEveryActive());
    return preview;
}

Result<PurgeProgress> progressOf(const QJsonObject &object)
{
    const QString state = object[u"state"].toString();
    PurgeProgress progress;
    progress.done = state == u"done";
    progress.matched = countOf(object, "matched");
    progress.purged = countOf(object, "purged");
    progress.spared = countOf(object, "spared");
    progress.gone = std::max<std::int64_t>(0, countOf(object, "gone")); // older services do not count them
    progress.freedBytes = std::max<std::int64_t>(0, countOf(object, "freed_bytes"));
    progress.rssBefore = std::max<std::int64_t>(0, countOf(object, "rss_before"));
    progress.rssAfter = std::max<std::int64_t>(0, countOf(object, "rss_after"));
    progress.elapsed = Millis(std::max<std::int64_t>(0, countOf(object, "elapsed_ms")));
    if ((!progress.done && state != u"running") || progress.matched < 0 || progress.purged < 0 ||
        progress.spared < 0)
        return unexpectedShape("the state of a purge");
    return progress;
}

Result<Event> eventOf(const QJsonObject &object, const QString &instance)
{
    const auto at = timeOf(object[u"at"]);
    const std::int64_t seq = countOf(object, "seq");
    Event event;
    event.origin = QStringLiteral("sessiond");
    event.originInstance = instance;
    event.kind = EventKind::ServiceEvent;
    event.subject = object[u"subject"].toString();
    event.actor = object[u"operator"].toString();
    if (event.actor.isEmpty())
        event.actor = object[u"actor"].toString();
    event.reason = object[u"reason"].toString();
    event.correlation = object[u"correlation"].toString();
    event.body = object[u"body"].toObject();
    event.body[u"kind"] = object[u"kind"].toString();
    if (!at || seq <= 0 || object[u"kind"].toString().isEmpty())
        return unexpectedShape("an event");
    event.at = *at;
    event.originSeq = static_cast<std::uint64_t>(seq);
    return event;
}

Result<ServiceEvents> eventsOf(const QJsonObject &object, const QString &instance)
{
    ServiceEvents out;
    if (object[u"instance"].toString() != instance)
        return out;
    for (const QJsonValue entry : object[u"events"].toArray()) {
        Result<Event> event = eventOf(entry.toObject(), instance);
        if (!event)
            return tl::unexpected(event.error());
        out.events.push_back(std::move(*event));
    }
    return out;
}

Error problemOf(int status, const QByteArray &body)
{
    const QJsonObject problem = QJsonDocument::fromJson(body).object();
    QString words = problem[u"detail"].toString();
    if (words.isEmpty())
        words = problem[u"title"].toString();
    if (words.isEmpty())
        words = QStringLiteral("the service answered %1").arg(status);
    switch (status) {
    case 400:
    case 415:
    case 422:
        return {ErrorCode::Invalid, words};
    case 401:
        return {ErrorCode::Unauthorized, QStringLiteral("The service does not accept our token (401).")};
    case 403:
        return {ErrorCode::Refused, words};
    case 404:
        return {ErrorCode::NotFound, words};
    case 409:
    case 410:
        return {ErrorCode::Conflict, words};
    case 413:
        return {ErrorCode::TooLarge, words};
    case 429:
    case 503:
        return {ErrorCode::Unavailable, words};
    default:
        break;
    }
    if (status >= 300 && status < 400)
        return {ErrorCode::Refused,
                QStringLiteral("The service answered with a redirect (%1), which is not followed.").arg(status)};
    return {ErrorCode::Internal, words};
}

} // namespace qd::admin
