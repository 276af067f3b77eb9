// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/load.h"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace qd::test {

namespace json = boost::json;
using traffic::HttpOutcome;
using traffic::HttpRequest;
using Method = HttpRequest::Method;

Load::Load(std::uint16_t port, std::size_t connections)
    : m_io(1)
    , m_pool(m_io, traffic::LoopbackPlane{"127.0.0.1", port}, connections, std::chrono::seconds(30))
{}

void Load::send(HttpRequest request, traffic::HttpPool::Done done)
{
    ++m_underWay;
    m_pool.send(std::move(request), [this, done = std::move(done)](HttpOutcome outcome) {
        --m_underWay;
        done(std::move(outcome));
    });
}

void Load::finish()
{
    runUntil([this] { return m_underWay == 0; });
}

bool Load::runUntil(const std::function<bool()> &enough)
{
    m_io.restart();
    while (!enough()) {
        if (m_underWay == 0 || m_io.run_one() == 0) {
            return false;
        }
    }
    return true;
}

void Load::forEach(std::size_t count, std::size_t together,
                   const std::function<void(std::size_t, std::function<void()>)> &job)
{
    std::size_t begun = 0;
    std::function<void()> next = [&] {
        if (begun < count) {
            job(begun++, next);
        }
    };
    for (std::size_t i = 0; i < together; ++i) {
        next();
    }
    finish();
}

std::string tokenOf(const HttpOutcome &outcome)
{
    boost::system::error_code error;
    const json::value answer = json::parse(outcome.body, error);
    const json::object *object = error ? nullptr : answer.if_object();
    const json::value *token = object ? object->if_contains("token") : nullptr;
    return outcome.status == 200 && token && token->is_string() ? std::string(token->get_string()) : std::string();
}

HttpRequest loginRequest(const std::string &user, const std::string &password)
{
    return {
        Method::Post, "/v1/login", {}, json::serialize(json::object{{"username", user}, {"password", password}})};
}

HttpRequest validateRequest(const std::string &token)
{
    return {Method::Get, "/v1/session", token, {}};
}

HttpRequest writeRequest(const std::string &token, std::size_t bytes)
{
    return {Method::Put, "/v1/session/data", token, "\"" + std::string(bytes - 2, 'x') + "\""};
}

HttpRequest logoutRequest(const std::string &token)
{
    return {Method::Post, "/v1/logout", token, {}};
}

bool makeUsers(std::uint16_t adminPort, const std::string &adminToken, std::size_t count,
               const std::string &password)
{
    constexpr std::size_t batch = 200;
    Load load(adminPort, 1);
    bool made = true;
    for (std::size_t begin = 0; begin < count; begin += batch) {
        json::array users;
        for (std::size_t i = begin; i < std::min(begin + batch, count); ++i) {
            users.push_back(json::object{{"username", "user-" + std::to_string(i)}, {"password", password}});
        }
        load.send({Method::Post, "/admin/v1/users", adminToken,
                   json::serialize(json::object{{"users", std::move(users)}})},
                  [&made](const HttpOutcome &outcome) { made = made && outcome.status / 100 == 2; });
    }
    load.finish();
    return made;
}

bool fullSize()
{
    const char *value = std::getenv("QD_ACCEPTANCE");
    return value && std::string_view(value) == "full";
}

} // namespace qd::test
