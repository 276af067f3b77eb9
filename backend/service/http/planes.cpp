// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/planes.h"

#include "backend/protocol/names.h"
#include "backend/protocol/rfc3339.h"
#include "backend/service/core/utf8.h"
#include "backend/service/http/job_thread.h"
#include "backend/service/http/query_string.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace sessiond::http {
namespace {

constexpr std::size_t kLongestName = 120; ///< of an operator, in characters

double randomUnit()
{
    return static_cast<double>(randombytes_random()) / 4294967296.0;
}

std::string requestId(std::string_view given)
{
    const auto visible = [](char c) { return c > ' ' && c < 0x7F; };
    if (!given.empty() && given.size() <= 64 && std::all_of(given.begin(), given.end(), visible)) {
        return std::string(given);
    }
    std::array<unsigned char, 12> bytes;
    std::array<char, 25> hex;
    randombytes_buf(bytes.data(), bytes.size());
    return sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
}

void appendTime(std::string &out, std::string_view key, Time time)
{
    qd::protocol::appendTime(out.append(key), time);
}

Response refusal(Problem problem, std::string_view detail = {})
{
    Response response = problemResponse(problem, detail);
    response.atGate = true;
    return response;
}

} // namespace

Planes::Planes(const Options &options, AdminTokens tokens, std::string instance, DrainHook drain)
    : m_options(options)
    , m_tokens(std::move(tokens))
    , m_proxies(options.trustedProxies)
    , m_instance(std::move(instance))
    , m_drain(std::move(drain))
    , m_jobs(std::make_unique<JobThread>())
{}

Planes::~Planes() = default;

void Planes::open(SessionService &service, MetricsPage &page)
{
    m_page = &page;
    m_refuseRate = service.drill().refuseRate;
    m_service = &service;
}

void Planes::stop()
{
    m_jobs.reset();
}

unsigned Planes::validate(const RequestHead &head, std::string_view, bool close, std::string &out)
{
    const std::string_view token = bearerOf(head.authorization);
    SessionService *service = m_service.load(std::memory_order_acquire);
    SessionView session;
    if (!service || refusedByDrill()) {
        writeResponse(out, problemResponse(service ? Problem::Saturated : Problem::NotReady), close);
        return 503;
    }
    if (token.empty() || !service->validate(token, session)) {
        const Problem problem = token.empty() ? Problem::CredentialsMissing : Problem::TokenInvalid;
        writeResponse(out, problemResponse(problem), close);
        return 401;
    }
    // Reused by every request of this io thread: no allocation once they have their size.
    thread_local std::string body;
    thread_local std::string fields;
    fields.assign(qd::protocol::header::kAuthUser).append(": ").append(session.user()).append("\r\n");
    body.assign(R"({"active":true,"session_id":")").append(session.idText());
    body.append(R"(","user":")").append(session.user());
    appendTime(body, R"(","created_at":")", session.created);
    appendTime(body, R"(","last_seen_at":")", session.lastSeen);
    appendTime(body, R"(","expires_at":")", session.expires);
    body.append(R"("})");
    writeJson(out, fields, body, close);
    return 200;
}

Planes::Handler Planes::handlerOf(Route route)
{
    static constexpr std::array<std::pair<Route, Handler>, static_cast<std::size_t>(Route::Count) - 1> handlers{{
        {Route::Login, &Planes::login},
        {Route::Introspect, &Planes::introspect},
        {Route::DataGet, &Planes::dataGet},
        {Route::DataPut, &Planes::dataPut},
        {Route::Logout, &Planes::logout},
        {Route::LogoutAll, &Planes::logoutAll},
        {Route::OwnSessions, &Planes::ownSessions},
        {Route::EndOwnSession, &Planes::endOwnSession},
        {Route::Password, &Planes::password},
        {Route::Me, &Planes::me},
        {Route::Healthz, &Planes::healthz},
        {Route::Readyz, &Planes::readyz},
        {Route::Metrics, &Planes::metrics},
        {Route::Status, &Planes::status},
        {Route::ListSessions, &Planes::listSessions},
        {Route::EndSession, &Planes::endSession},
        {Route::PurgePreview, &Planes::purgePreview},
        {Route::PurgeStart, &Planes::purgeStart},
        {Route::PurgeState, &Planes::purgeState},
        {Route::Collect, &Planes::collect},
        {Route::Drain, &Planes::drain},
        {Route::ListUsers, &Planes::listUsers},
        {Route::CreateUsers, &Planes::createUsers},
        {Route::PatchUser, &Planes::patchUser},
        {Route::DeleteUser, &Planes::deleteUser},
        {Route::Events, &Planes::events},
        {Route::Audit, &Planes::audit},
        {Route::Drill, &Planes::drill},
    }};
    const auto found = std::find_if(handlers.begin(), handlers.end(),
                                    [route](const auto &entry) { return entry.first == route; });
    return found == handlers.end() ? nullptr : found->second;
}

void Planes::handle(Exchange exchange)
{
    const Route route = exchange.route.id;
    const bool health = route == Route::Healthz || route == Route::Readyz;
    AdminIdentity identity;
    if (!health && exchange.route.scope != Scope::None && !authorize(exchange, identity)) {
        return;
    }
    if (!health && !m_service.load(std::memory_order_acquire)) {
        exchange.reply(problemResponse(Problem::NotReady));
        return;
    }
    if (exchange.route.plane == Plane::Admin && !namesOperator(exchange)) {
        return;
    }
    if (!health && exchange.route.plane == Plane::Data && refusedByDrill()) {
        exchange.reply(problemResponse(Problem::Saturated, "refused by a drill"));
        return;
    }
    (this->*handlerOf(route))(exchange);
}

bool Planes::authorize(Exchange &exchange, AdminIdentity &identity) const
{
    const std::string_view token = bearerOf(exchange.head.authorization);
    const AdminIdentity *found = token.empty() ? nullptr : m_tokens.find(token);
    if (!found) {
        exchange.reply(refusal(token.empty() ? Problem::CredentialsMissing : Problem::TokenInvalid));
        return false;
    }
    if (found->scope < exchange.route.scope) {
        exchange.reply(
            refusal(Problem::ScopeTooSmall, "this needs the scope " + std::string(nameOf(exchange.route.scope))));
        return false;
    }
    identity = *found;
    return true;
}

bool Planes::refusedByDrill() const
{
    const double rate = m_refuseRate.load(std::memory_order_relaxed);
    return rate > 0.0 && randomUnit() < rate;
}

std::string Planes::clientAddress(const Exchange &exchange) const
{
    return m_proxies.clientAddress(exchange.peer, exchange.head.forwardedFor);
}

/// Names of people are not ASCII, and header values are: clients send them percent-encoded. False after a 400.
bool Planes::namesOperator(Exchange &exchange) const
{
    const auto name = percentDecoded(exchange.head.operatorName);
    if (name && isOneLine(*name) && countCharacters(*name) <= kLongestName) {
        return true;
    }
    exchange.reply(problemResponse(Problem::BadParameter,
                                   "X-Operator must be percent-encoded UTF-8 of at most 120 characters, none of "
                                   "them a control character"));
    return false;
}

Actor Planes::actorOf(const Exchange &exchange) const
{
    Actor actor;
    if (const AdminIdentity *identity = m_tokens.find(bearerOf(exchange.head.authorization))) {
        actor.name = identity->name;
    }
    actor.operatorName = percentDecoded(exchange.head.operatorName).value_or(std::string());
    actor.correlation = requestId(exchange.head.requestId);
    return actor;
}

void Planes::healthz(Exchange &exchange)
{
    exchange.reply(jsonResponse(R"({"status":"ok"})"));
}

void Planes::readyz(Exchange &exchange)
{
    const bool ready = m_service.load(std::memory_order_acquire) != nullptr && !m_draining;
    exchange.reply(ready ? jsonResponse(R"({"status":"ready"})")
                         : problemResponse(Problem::NotReady, m_draining ? "draining" : "loading"));
}

Response failureResponse(const Error &error, Problem unauthorized)
{
    const auto problem = [&] {
        switch (error.code) {
        case Failure::Invalid:
            return Problem::BadParameter;
        case Failure::Unauthorized:
            return unauthorized;
        case Failure::Refused:
            return Problem::PasswordWrong;
        case Failure::NotFound:
            return Problem::NotFound;
        case Failure::Conflict:
            return Problem::Conflict;
        case Failure::Gone:
            return Problem::Gone;
        case Failure::TooLarge:
            return Problem::BodyTooLarge;
        case Failure::Throttled:
            return Problem::Throttled;
        case Failure::Busy:
            return Problem::Saturated;
        case Failure::Unavailable:
            return Problem::Unavailable;
        default:
            return Problem::Internal;
        }
    }();
    // A 401 says nothing of its own: an unknown user and a wrong password must read the same to the byte.
    Response response = problemResponse(problem, error.code == Failure::Unauthorized ? "" : error.words);
    if (error.code == Failure::Throttled || error.code == Failure::Busy) {
        response.addField("Retry-After", std::to_string(std::max<std::int64_t>(1, error.retryAfter.count())));
    }
    return response;
}

Response noContent()
{
    Response response;
    response.status = 204;
    return response;
}

Response jsonResponse(std::string body, unsigned status)
{
    Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

} // namespace sessiond::http
