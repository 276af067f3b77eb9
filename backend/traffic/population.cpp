// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/population.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>

namespace qd::traffic {

namespace json = boost::json;

namespace {

constexpr std::size_t arrivalsAtOnce = 2;

Route routeOf(Step step)
{
    switch (step) {
    case Step::Login:
        return Route::Login;
    case Step::ReadData:
    case Step::WriteData:
        return Route::SessionData;
    case Step::ReadProfile:
        return Route::Me;
    case Step::ListSessions:
        return Route::Sessions;
    case Step::Logout:
        return Route::Logout;
    case Step::Validate:
    case Step::Abandon:
        break;
    }
    return Route::Validate;
}

std::string tokenIn(const std::string &body)
{
    boost::system::error_code error;
    const json::value answer = json::parse(body, error);
    const json::object *object = error ? nullptr : answer.if_object();
    const json::value *token = object ? object->if_contains("token") : nullptr;
    return token && token->is_string() ? std::string(token->get_string()) : std::string();
}

/// A JSON document of exactly `bytes` bytes, at least 2.
std::string dataOf(std::size_t bytes)
{
    constexpr std::string_view frame = R"({"basket":""})";
    if (bytes < frame.size()) {
        return "{}" + std::string(bytes - 2, ' ');
    }
    return R"({"basket":")" + std::string(bytes - frame.size(), 'x') + R"("})";
}

} // namespace

Population::Population(boost::asio::io_context &io, HttpPool &data, Accounts *accounts, const Options &options,
                       const AccountKey &key, Statistics &statistics)
    : m_data(data)
    , m_accounts(accounts)
    , m_options(options)
    , m_key(key)
    , m_statistics(statistics)
    , m_timer(io)
    , m_dataBody(dataOf(options.dataBytes))
{
    Random seeds(options.seed);
    m_users.reserve(options.users);
    for (std::size_t i = 0; i < options.users; ++i) {
        m_users.emplace_back(m_options.behaviour, seeds.next());
    }
}

void Population::admit(std::size_t index)
{
    ++m_admitted;
    m_users[index].due = std::max(Clock::now(), m_began + arrivalOf(index, m_users.size(), m_options));
    m_agenda.push({m_users[index].due, index});
    wait();
}

std::chrono::milliseconds arrivalOf(std::size_t index, std::size_t users, const Options &options)
{
    const double place = double(index) / double(users);
    const double share = place < options.rampFirst ? 0 : std::pow(place, 1 / options.rampCurve);
    return std::chrono::milliseconds(std::llround(double(options.ramp.count()) * share));
}

void Population::stop()
{
    m_stopped = true;
    m_timer.cancel();
    m_agenda = {};
}

void Population::schedule(std::size_t index, double afterSeconds)
{
    if (m_stopped) {
        return;
    }
    User &user = m_users[index];
    const std::chrono::duration<double> pause(afterSeconds);
    user.due = std::max(Clock::now(), user.due + std::chrono::duration_cast<Clock::duration>(pause));
    m_agenda.push({user.due, index});
    wait();
}

void Population::wait()
{
    if (m_agenda.empty() || m_timer.expiry() == m_agenda.top().when) {
        return;
    }
    m_timer.expires_at(m_agenda.top().when);
    m_timer.async_wait([this](boost::system::error_code error) {
        if (!error) {
            wake();
        }
    });
}

void Population::wake()
{
    const auto now = Clock::now();
    while (!m_agenda.empty() && m_agenda.top().when <= now) {
        const std::size_t index = m_agenda.top().user;
        m_agenda.pop();
        if (m_users[index].arriving && m_arriving == arrivalsAtOnce) {
            m_door.push_back(index);
            continue;
        }
        m_arriving += m_users[index].arriving;
        act(index);
    }
    wait();
}

/// The first answer, whatever it is: the next one at the door may begin.
void Population::arrived(User &user)
{
    user.arriving = false;
    --m_arriving;
    if (!m_door.empty() && !m_stopped) {
        m_agenda.push({Clock::now(), m_door.front()});
        m_door.pop_front();
        wait();
    }
}

void Population::act(std::size_t index)
{
    User &user = m_users[index];
    Step step = user.mind.next();
    if (step == Step::Abandon) {
        ++m_statistics.sessions.abandoned;
        --m_statistics.sessions.open;
        user.token.clear();
        step = user.mind.next();
    }
    send(index, step);
}

void Population::send(std::size_t index, Step step)
{
    ++m_busy;
    m_data.send(requestOf(index, step), [this, index, step](HttpOutcome outcome) {
        --m_busy;
        m_statistics.record(routeOf(step), outcome);
        if (m_users[index].arriving) {
            arrived(m_users[index]);
        }
        answered(index, step, outcome);
    });
}

HttpRequest Population::requestOf(std::size_t index, Step step) const
{
    using Method = HttpRequest::Method;
    const std::string &token = m_users[index].token;
    switch (step) {
    case Step::Login: {
        const std::string name = accountName(m_options.accountPrefix, index);
        const json::object body{{"username", name}, {"password", accountPassword(m_key, name)}};
        return {Method::Post, "/v1/login", {}, json::serialize(body)};
    }
    case Step::ReadData:
        return {Method::Get, "/v1/session/data", token, {}};
    case Step::WriteData:
        return {Method::Put, "/v1/session/data", token, m_dataBody};
    case Step::ReadProfile:
        return {Method::Get, "/v1/me", token, {}};
    case Step::ListSessions:
        return {Method::Get, "/v1/sessions", token, {}};
    case Step::Logout:
        return {Method::Post, "/v1/logout", token, {}};
    case Step::Validate:
    case Step::Abandon:
        break;
    }
    return {Method::Get, "/v1/session", token, {}};
}

void Population::answered(std::size_t index, Step step, const HttpOutcome &outcome)
{
    User &user = m_users[index];
    if (outcome.answered() && outcome.status < 500 && outcome.status != 429) {
        user.failures = 0;
        handle(index, step, outcome);
        return;
    }
    if (step == Step::Logout) {
        // Whether it ended is unknown. Nobody comes back to say goodbye twice.
        ++m_statistics.sessions.abandoned;
        --m_statistics.sessions.open;
        user.token.clear();
    }
    retryLater(index, outcome.retryAfter);
}

void Population::handle(std::size_t index, Step step, const HttpOutcome &outcome)
{
    User &user = m_users[index];
    if (step == Step::Login) {
        loginAnswered(index, outcome);
        return;
    }
    if (step == Step::Logout) {
        ++m_statistics.sessions.logouts;
        --m_statistics.sessions.open;
        user.token.clear();
    } else if (outcome.unauthorized()) {
        ++m_statistics.sessions.lost;
        --m_statistics.sessions.open;
        user.token.clear();
        user.mind.lost();
    }
    schedule(index, user.mind.think());
}

void Population::loginAnswered(std::size_t index, const HttpOutcome &outcome)
{
    User &user = m_users[index];
    user.token = outcome.status == 200 ? tokenIn(outcome.body) : std::string();
    if (!user.token.empty()) {
        ++m_statistics.sessions.logins;
        ++m_statistics.sessions.open;
        user.mind.signedIn();
        user.wasReset = false;
        schedule(index, user.mind.think());
    } else if (outcome.unauthorized() && m_accounts && !user.wasReset) {
        // Somebody made this account with another key, or changed its password: ours from now on, tried once.
        user.wasReset = true;
        m_accounts->reset(index, [this, index](bool) { retryLater(index, {}); });
    } else {
        retryLater(index, outcome.retryAfter);
    }
}

void Population::retryLater(std::size_t index, std::chrono::seconds atLeast)
{
    User &user = m_users[index];
    ++user.failures;
    user.due = Clock::now() + atLeast;
    schedule(index, user.mind.backOff(user.failures));
}

} // namespace qd::traffic
