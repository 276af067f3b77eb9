// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/traffic/accounts.h"
#include "backend/traffic/options.h"
#include "backend/traffic/statistics.h"

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <queue>
#include <vector>

namespace qd::traffic {

/// When a user comes, counted from the beginning of a run.
[[nodiscard]] std::chrono::milliseconds arrivalOf(std::size_t index, std::size_t users, const Options &options);

/// The users of a run on one io_context: each thinks, takes a step, and waits for its answer before the next one.
/// A step is due one thinking time after the one before was due, not after it was answered, so that a slow service
/// does not lower the load until a user's own answers overlap. Users whose requests fail back off and carry on;
/// a session the service no longer knows is counted as lost and the user signs in again.
class Population
{
public:
    /// `accounts` may be null: the accounts exist. All references must outlive the population and its callbacks.
    Population(boost::asio::io_context &io, HttpPool &data, Accounts *accounts, const Options &options,
               const AccountKey &key, Statistics &statistics);

    /// Lets the user of this account begin, at its time of the ramp or now if that has passed. At most two users
    /// are at their first login at a time: hashing passwords is dear on purpose, and a crowd at the door would
    /// only measure that.
    void admit(std::size_t index);
    /// No further steps; what is under way may finish.
    void stop();

    [[nodiscard]] std::size_t admitted() const { return m_admitted; }
    [[nodiscard]] std::size_t busy() const { return m_busy; }

private:
    using Clock = std::chrono::steady_clock;
    struct User
    {
        User(const Behaviour &behaviour, std::uint64_t seed)
            : mind(behaviour, seed)
        {}
        Mind mind;
        std::string token;
        Clock::time_point due{};
        unsigned failures = 0;
        bool wasReset = false;
        bool arriving = true; ///< has not been answered yet
    };
    struct Due
    {
        Clock::time_point when;
        std::size_t user;
        friend bool operator>(const Due &a, const Due &b) { return a.when > b.when; }
    };

    void schedule(std::size_t index, double afterSeconds);
    void wait();
    void wake();
    void act(std::size_t index);
    void arrived(User &user);
    void send(std::size_t index, Step step);
    [[nodiscard]] HttpRequest requestOf(std::size_t index, Step step) const;
    void answered(std::size_t index, Step step, const HttpOutcome &outcome);
    void handle(std::size_t index, Step step, const HttpOutcome &outcome);
    void loginAnswered(std::size_t index, const HttpOutcome &outcome);
    void retryLater(std::size_t index, std::chrono::seconds atLeast);

    HttpPool &m_data;
    Accounts *m_accounts;
    const Options &m_options;
    AccountKey m_key;
    Statistics &m_statistics;
    boost::asio::steady_timer m_timer;
    Clock::time_point m_began = Clock::now();
    std::vector<User> m_users;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_agenda;
    std::string m_dataBody;
    std::size_t m_admitted = 0;
    std::deque<std::size_t> m_door; ///< due, and waiting for others to have signed in
    std::size_t m_busy = 0;
    std::size_t m_arriving = 0;
    bool m_stopped = false;
};

} // namespace qd::traffic
