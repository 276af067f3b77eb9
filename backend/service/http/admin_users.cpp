// SPDX-License-Identifier: GPL-3.0-or-later
// The admin plane of Planes: accounts.
#include "backend/service/http/planes.h"

#include "backend/service/http/body.h"
#include "backend/service/http/query_string.h"
#include "backend/service/http/session_json.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace sessiond::http {
namespace {

/// One of {"username","password"}. False when it has any other shape.
bool readUser(const boost::json::value &value, NewUser &user)
{
    const auto *object = value.if_object();
    if (!object || object->size() != 2) {
        return false;
    }
    const auto *name = object->if_contains("username");
    const auto *password = object->if_contains("password");
    if (!name || !password || !name->is_string() || !password->is_string()) {
        return false;
    }
    user.name.assign(name->get_string().data(), name->get_string().size());
    user.password.assign(password->get_string().data(), password->get_string().size());
    return true;
}

std::vector<NewUser> readUsers(Body &body)
{
    std::vector<NewUser> users;
    const auto *list = body.value("users");
    if (!list) {
        users.push_back({body.text("username"), body.text("password")});
        return users;
    }
    const auto *array = list->if_array();
    if (!array || array->empty() || body.value("username") || body.value("password")) {
        body.fail("'users' must be a list that is not empty, and stand alone");
        return users;
    }
    users.resize(array->size());
    for (std::size_t i = 0; i < users.size(); ++i) {
        if (!readUser((*array)[i], users[i])) {
            body.fail("entry " + std::to_string(i) + " of 'users' is not {username, password}");
        }
    }
    return users;
}

std::string usersBody(const UserPage &page)
{
    std::string body;
    JsonWriter json(body);
    json.beginObject().beginArray("users");
    for (const UserRow &row : page.rows) {
        json.beginObject().text("username", row.name).truth("disabled", row.disabled);
        writeTime(json, "created_at", row.created);
        writeTime(json, "password_changed_at", row.passwordChanged);
        json.integer("sign_ins", static_cast<std::int64_t>(row.signInCount));
        json.integer("active_sessions", static_cast<std::int64_t>(row.activeSessions)).endObject();
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

Done<Unit> noContentOrFailure(const Reply &reply)
{
    return [reply](Outcome<Unit> outcome) { reply(outcome ? noContent() : failureResponse(outcome.error())); };
}

} // namespace

void Planes::listUsers(Exchange &exchange)
{
    const auto parameters = parseParameters(exchange.head.query);
    bool good = parameters.has_value();
    std::string cursor;
    std::uint64_t limit = 100;
    for (const auto &[name, value] : parameters.value_or(Parameters())) {
        if (name == "cursor") {
            cursor = value;
        } else if (name == "limit") {
            limit = parseNumber(value).value_or(0);
        } else {
            good = false;
        }
    }
    if (!good || limit < 1 || limit > 1000) {
        exchange.reply(problemResponse(Problem::BadParameter, "parameters are cursor and limit (1 to 1000)"));
        return;
    }
    m_service.load()->listUsers(std::move(cursor), limit, [reply = exchange.reply](Outcome<UserPage> page) {
        reply(page ? jsonResponse(usersBody(*page)) : failureResponse(page.error()));
    });
}

void Planes::createUsers(Exchange &exchange)
{
    Body body(exchange.body, Body::Empty::Refused, {"username", "password", "users"});
    auto users = readUsers(body);
    if (!body.error().empty()) {
        exchange.reply(problemResponse(Problem::BadBody, body.error()));
        return;
    }
    m_service.load()->createUsers(
        std::move(users), actorOf(exchange), [reply = exchange.reply](Outcome<std::uint64_t> made) {
            reply(made ? jsonResponse(R"({"created":)" + std::to_string(*made) + "}", 201)
                       : failureResponse(made.error()));
        });
}

void Planes::patchUser(Exchange &exchange)
{
    Body body(exchange.body, Body::Empty::Refused, {"disabled", "password"});
    const auto disabled = body.optionalTruth("disabled");
    auto password = body.optionalText("password");
    if (body.error().empty() && disabled.has_value() == password.has_value()) {
        body.fail("give one of 'disabled' and 'password'");
    }
    if (!body.error().empty()) {
        exchange.reply(problemResponse(Problem::BadBody, body.error()));
        return;
    }
    std::string name = percentDecoded(exchange.parameter).value_or(std::string());
    if (disabled) {
        m_service.load()->setUserDisabled(std::move(name), *disabled, actorOf(exchange),
                                          noContentOrFailure(exchange.reply));
        return;
    }
    m_service.load()->resetPassword(std::move(name), std::move(*password), actorOf(exchange),
                                    noContentOrFailure(exchange.reply));
}

void Planes::deleteUser(Exchange &exchange)
{
    m_service.load()->deleteUser(percentDecoded(exchange.parameter).value_or(std::string()), actorOf(exchange),
                                 noContentOrFailure(exchange.reply));
}

} // namespace sessiond::http
