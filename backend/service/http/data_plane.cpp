// SPDX-License-Identifier: GPL-3.0-or-later
// The data plane of Planes: what users and the services they talk to call.
#include "backend/service/http/planes.h"

#include "backend/protocol/names.h"
#include "backend/service/http/body.h"
#include "backend/service/http/query_string.h"
#include "backend/service/http/session_json.h"

#include <sodium.h>

#include <chrono>

namespace sessiond::http {
namespace {

/// Empty after a 401 was given.
std::string_view tokenOrRefuse(Exchange &exchange)
{
    const std::string_view token = bearerOf(exchange.head.authorization);
    if (token.empty()) {
        exchange.reply(problemResponse(Problem::CredentialsMissing));
    }
    return token;
}

std::string loginBody(const LoginReply &reply)
{
    std::string body;
    body.reserve(320);
    JsonWriter json(body);
    json.beginObject().text("token", reply.token).text("session_id", reply.session.idText());
    json.text("user", reply.session.user());
    writeTime(json, "expires_at", reply.session.expires);
    writeTime(json, "idle_expires_at", reply.session.idleExpires);
    json.endObject();
    return body;
}

std::string endedBody(std::uint64_t count)
{
    return R"({"ended":)" + std::to_string(count) + "}";
}

/// The token of an introspection, from a form (RFC 7662, 2.1) or a JSON object.
std::optional<std::string> introspectedToken(const Exchange &exchange)
{
    if (exchange.head.contentType.find("json") != std::string_view::npos) {
        Body body(exchange.body, Body::Empty::Refused, {"token", "token_type_hint"});
        std::string token = body.text("token");
        return body.error().empty() ? std::optional(std::move(token)) : std::nullopt;
    }
    for (auto &[name, value] : parseParameters(exchange.body).value_or(Parameters())) {
        if (name == "token") {
            return std::move(value);
        }
    }
    return std::nullopt;
}

std::int64_t seconds(Time time)
{
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

} // namespace

void Planes::login(Exchange &exchange)
{
    Body body(exchange.body, Body::Empty::Refused, {"username", "password"});
    std::string name = body.text("username");
    std::string password = body.text("password");
    if (!body.error().empty()) {
        exchange.reply(problemResponse(Problem::BadBody, body.error()));
        return;
    }
    m_service.load()->login(std::move(name), std::move(password), clientAddress(exchange),
                            [reply = exchange.reply](Outcome<LoginReply> outcome) {
                                if (!outcome) {
                                    reply(failureResponse(outcome.error(), Problem::CredentialsWrong));
                                    return;
                                }
                                reply(jsonResponse(loginBody(*outcome)));
                                sodium_memzero(outcome->token.data(), outcome->token.size());
                            });
}

void Planes::introspect(Exchange &exchange)
{
    const auto token = introspectedToken(exchange);
    if (!token) {
        exchange.reply(problemResponse(Problem::BadBody, "'token' is missing"));
        return;
    }
    SessionView session;
    if (!m_service.load()->introspect(*token, session)) {
        exchange.reply(jsonResponse(R"({"active":false})"));
        return;
    }
    std::string body;
    JsonWriter json(body);
    json.beginObject().truth("active", true).text("token_type", "Bearer");
    json.text("sub", session.user()).text("username", session.user()).text("session_id", session.idText());
    json.integer("iat", seconds(session.created)).integer("exp", seconds(session.expires));
    writeTime(json, "last_seen_at", session.lastSeen);
    writeTime(json, "idle_expires_at", session.idleExpires);
    json.endObject();
    exchange.reply(jsonResponse(std::move(body)));
}

void Planes::dataGet(Exchange &exchange)
{
    const std::string_view token = tokenOrRefuse(exchange);
    if (token.empty()) {
        return;
    }
    auto data = m_service.load()->getData(token);
    if (!data) {
        exchange.reply(failureResponse(data.error()));
        return;
    }
    exchange.reply(jsonResponse(data->empty() ? std::string("{}") : std::move(*data)));
}

void Planes::dataPut(Exchange &exchange)
{
    const std::string_view token = tokenOrRefuse(exchange);
    if (token.empty()) {
        return;
    }
    if (exchange.body.size() > qd::protocol::kMaxSessionDataBytes) {
        exchange.reply(problemResponse(Problem::BodyTooLarge, "session data may have 16 KiB"));
        return;
    }
    if (!isJsonValue(exchange.body)) {
        exchange.reply(problemResponse(Problem::BadBody, "the body is not JSON in valid UTF-8"));
        return;
    }
    m_service.load()->putData(token, std::string(exchange.body), [reply = exchange.reply](Outcome<Unit> outcome) {
        reply(outcome ? noContent() : failureResponse(outcome.error()));
    });
}

void Planes::logout(Exchange &exchange)
{
    const std::string_view token = tokenOrRefuse(exchange);
    if (token.empty()) {
        return;
    }
    m_service.load()->logout(token, [reply = exchange.reply](Outcome<Unit> outcome) {
        reply(outcome ? noContent() : failureResponse(outcome.error()));
    });
}

void Planes::logoutAll(Exchange &exchange)
{
    const std::string_view token = tokenOrRefuse(exchange);
    if (token.empty()) {
        return;
    }
    m_service.load()->logoutAll(token, [reply = exchange.reply](Outcome<std::uint64_t> ended) {
        reply(ended ? jsonResponse(endedBody(*ended)) : failureResponse(ended.error()));
    });
}

void Planes::ownSessions(Exchange &exchange)
{
    const std::string_view token = tokenOrRefuse(exchange);
    if (token.empty()) {
        return;
    }
    const auto sessions = m_service.load()->ownSessions(token);
    if (!sessions) {
        exchange.reply(failureResponse(sessions.error()));
        return;
    }
    std::string body;
    JsonWriter json(body);
    json.beginObject().beginArray("sessions");
    for (const SessionRow &row : *sessions) {
        writeSession(json, row);
    }
    json.endArray().endObject();
    exchange.reply(jsonResponse(std::move(body)));
}

void Planes::endOwnSession(Exchange &exchange)
{
    const std::string_view token = tokenOrRefuse(exchange);
    if (token.empty()) {
        return;
    }
    Body body(exchange.body, Body::Empty::IsObject, {"password"});
    auto password = body.optionalText("password");
    if (!body.error().empty()) {
        exchange.reply(problemResponse(Problem::BadBody, body.error()));
        return;
    }
    m_service.load()->endOwnSession(token, percentDecoded(exchange.parameter).value_or(std::string()),
                                    std::move(password), [reply = exchange.reply](Outcome<Unit> outcome) {
                                        reply(outcome ? noContent() : failureResponse(outcome.error()));
                                    });
}

void Planes::password(Exchange &exchange)
{
    const std::string_view token = tokenOrRefuse(exchange);
    if (token.empty()) {
        return;
    }
    Body body(exchange.body, Body::Empty::Refused, {"old_password", "new_password"});
    std::string old = body.text("old_password");
    std::string fresh = body.text("new_password");
    if (!body.error().empty()) {
        exchange.reply(problemResponse(Problem::BadBody, body.error()));
        return;
    }
    m_service.load()->changePassword(
        token, std::move(old), std::move(fresh), [reply = exchange.reply](Outcome<std::uint64_t> ended) {
            reply(ended ? jsonResponse(endedBody(*ended)) : failureResponse(ended.error()));
        });
}

void Planes::me(Exchange &exchange)
{
    const std::string_view token = tokenOrRefuse(exchange);
    if (token.empty()) {
        return;
    }
    m_service.load()->me(token, [reply = exchange.reply](Outcome<Profile> profile) {
        if (!profile) {
            reply(failureResponse(profile.error()));
            return;
        }
        std::string body;
        JsonWriter json(body);
        json.beginObject().text("user", profile->user);
        writeTime(json, "created_at", profile->created);
        writeTime(json, "password_changed_at", profile->passwordChanged);
        json.integer("sign_ins", static_cast<std::int64_t>(profile->signInCount));
        json.integer("active_sessions", static_cast<std::int64_t>(profile->activeSessions));
        json.beginArray("recent_sign_ins");
        for (const SignIn &signIn : profile->recentSignIns) {
            json.beginObject();
            writeTime(json, "at", signIn.at);
            json.text("address", signIn.address).endObject();
        }
        json.endArray().endObject();
        reply(jsonResponse(std::move(body)));
    });
}

} // namespace sessiond::http
