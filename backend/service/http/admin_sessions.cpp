// SPDX-License-Identifier: GPL-3.0-or-later
// The admin plane of Planes: sessions and their purge.
#include "backend/service/http/planes.h"

#include "backend/protocol/names.h"
#include "backend/protocol/selector.h"
#include "backend/service/http/body.h"
#include "backend/service/http/job_thread.h"
#include "backend/service/http/query_string.h"
#include "backend/service/http/session_json.h"

namespace sessiond::http {
namespace {

std::string readSort(const std::string &text, SessionQuery &query)
{
    if (text == "created") {
        query.sort = SessionSort::Created;
    } else if (text == "last_seen") {
        query.sort = SessionSort::LastSeen;
    } else if (text == "user") {
        query.sort = SessionSort::User;
    } else if (text == "bytes") {
        query.sort = SessionSort::Bytes;
    } else {
        return "sort is created, last_seen, user or bytes";
    }
    return {};
}

/// Takes what is not part of the selector; the rest goes through the selector's own reader, so that lists and
/// purges understand the same. Returns an error or nothing.
std::string readParameter(const std::string &name, const std::string &value, SessionQuery &query,
                          boost::json::object &selector)
{
    if (name == "sort") {
        return readSort(value, query);
    }
    if (name == "order") {
        query.order = value == "asc" ? SortOrder::Ascending : SortOrder::Descending;
        return value == "asc" || value == "desc" ? "" : "order is asc or desc";
    }
    if (name == "cursor") {
        query.cursor = value;
        return {};
    }
    if (name == "limit") {
        const auto limit = parseNumber(value);
        query.limit = limit.value_or(0);
        return limit && *limit >= 1 && *limit <= qd::protocol::kMaxPageSize ? ""
                                                                            : "limit is a number from 1 to 1000";
    }
    selector[name] = value;
    return {};
}

tl::expected<SessionQuery, std::string> readSessionQuery(std::string_view text)
{
    const auto parameters = parseParameters(text);
    if (!parameters) {
        return tl::unexpected(std::string("the query is malformed"));
    }
    SessionQuery query;
    boost::json::object selector;
    for (const auto &[name, value] : *parameters) {
        if (auto error = readParameter(name, value, query, selector); !error.empty()) {
            return tl::unexpected(std::move(error));
        }
    }
    auto parsed = qd::protocol::selectorFromJson(selector);
    if (!parsed) {
        return tl::unexpected(parsed.error().words);
    }
    query.selector = std::move(*parsed);
    return query;
}

std::string pageBody(const SessionPage &page)
{
    std::string body;
    body.reserve(64 + page.rows.size() * 280);
    JsonWriter json(body);
    json.beginObject().count("matched", page.matched).beginArray("sessions");
    for (const SessionRow &row : page.rows) {
        writeSession(json, row);
    }
    json.endArray();
    if (page.nextCursor.empty()) {
        json.null("next_cursor");
    } else {
        json.text("next_cursor", page.nextCursor);
    }
    json.endObject();
    return body;
}

std::string previewBody(const PurgePreview &preview)
{
    std::string body;
    JsonWriter json(body);
    json.beginObject().text("preview_id", preview.previewId).count("matched", preview.matched);
    json.count("users", preview.users).count("bytes", preview.bytes).beginArray("sample");
    for (const SessionRow &row : preview.sample) {
        writeSession(json, row);
    }
    json.endArray();
    writeTime(json, "expires_at", preview.expiresAt);
    json.truth("confirm_required", preview.confirmRequired).endObject();
    return body;
}

std::string purgeBody(const PurgeStatus &purge)
{
    std::string body;
    JsonWriter json(body);
    json.beginObject().text("purge_id", purge.purgeId);
    json.text("state", purge.state == PurgeState::Running ? "running" : "done");
    json.count("matched", purge.matched).count("purged", purge.purged);
    json.count("spared", purge.spared).count("gone", purge.gone);
    json.count("freed_bytes", purge.freedBytes);
    json.count("rss_before", purge.rssBefore).count("rss_after", purge.rssAfter);
    json.count("elapsed_ms", purge.elapsedMs).endObject();
    return body;
}

} // namespace

void Planes::listSessions(Exchange &exchange)
{
    auto query = readSessionQuery(exchange.head.query);
    if (!query) {
        exchange.reply(problemResponse(Problem::BadParameter, query.error()));
        return;
    }
    const bool queued = m_jobs->run([this, query = std::move(*query), reply = exchange.reply] {
        const auto page = m_service.load()->listSessions(query);
        reply(page ? jsonResponse(pageBody(*page)) : failureResponse(page.error()));
    });
    if (!queued) {
        exchange.reply(problemResponse(Problem::Saturated));
    }
}

void Planes::endSession(Exchange &exchange)
{
    Body body(exchange.body, Body::Empty::IsObject, {"reason"});
    std::string reason = body.reason();
    if (!body.error().empty()) {
        exchange.reply(problemResponse(Problem::BadBody, body.error()));
        return;
    }
    m_service.load()->endSession(percentDecoded(exchange.parameter).value_or(std::string()), actorOf(exchange),
                                 std::move(reason), [reply = exchange.reply](Outcome<Unit> outcome) {
                                     reply(outcome ? noContent() : failureResponse(outcome.error()));
                                 });
}

void Planes::purgePreview(Exchange &exchange)
{
    const Body body(exchange.body, Body::Empty::Refused, {"selector"});
    const boost::json::value *given = body.value("selector");
    if (!body.error().empty() || !given) {
        exchange.reply(problemResponse(Problem::BadBody, given ? body.error() : "'selector' is missing"));
        return;
    }
    auto selector = qd::protocol::selectorFromJson(*given);
    if (!selector || selector->isEmpty()) {
        exchange.reply(problemResponse(Problem::BadBody, selector ? "an empty selector selects nothing here"
                                                                  : selector.error().words));
        return;
    }
    m_service.load()->previewPurge(
        std::move(*selector), actorOf(exchange), [reply = exchange.reply](Outcome<PurgePreview> preview) {
            reply(preview ? jsonResponse(previewBody(*preview)) : failureResponse(preview.error()));
        });
}

void Planes::purgeStart(Exchange &exchange)
{
    Body body(exchange.body, Body::Empty::Refused, {"preview_id", "reason", "confirm"});
    std::string previewId = body.text("preview_id");
    std::string reason = body.reason();
    const auto confirm = body.optionalText("confirm");
    if (body.error().empty() && reason.empty()) {
        body.fail("'reason' must have 1 to 500 bytes");
    }
    if (!body.error().empty()) {
        exchange.reply(problemResponse(Problem::BadBody, body.error()));
        return;
    }
    SessionService *service = m_service.load();
    if (service->purgeNeedsConfirm(previewId) && confirm != qd::protocol::kConfirmEverySession) {
        exchange.reply(problemResponse(Problem::ConfirmationMissing, R"(send "confirm":"every session")"));
        return;
    }
    service->purge(std::move(previewId), std::move(reason), actorOf(exchange),
                   [reply = exchange.reply](Outcome<std::string> id) {
                       if (!id) {
                           reply(failureResponse(id.error()));
                           return;
                       }
                       std::string text;
                       JsonWriter(text).beginObject().text("purge_id", *id).endObject();
                       reply(jsonResponse(std::move(text), 202));
                   });
}

void Planes::purgeState(Exchange &exchange)
{
    const auto purge = m_service.load()->purgeStatus(percentDecoded(exchange.parameter).value_or(std::string()));
    exchange.reply(purge ? jsonResponse(purgeBody(*purge)) : problemResponse(Problem::NotFound));
}

} // namespace sessiond::http
