// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/traffic/http_pool.h"

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <string>
#include <unordered_set>
#include <vector>

namespace qd::traffic {

/// The secret all practice passwords are derived from.
using AccountKey = std::array<unsigned char, 32>;

/// A new key; or the one in the file, which is made with mode 0600 when it is absent. Errors: the file cannot be
/// read or made, has another length, or others may read it.
[[nodiscard]] AccountKey randomAccountKey();
[[nodiscard]] protocol::Result<AccountKey> accountKeyFromFile(const std::string &path);

/// `PREFIX-00042`.
[[nodiscard]] std::string accountName(const std::string &prefix, std::size_t index);
/// 32 characters of base64url: BLAKE2b of the name under the key.
[[nodiscard]] std::string accountPassword(const AccountKey &key, const std::string &name);

/// Makes the accounts of a population through the admin plane: looks up which exist, sets their passwords anew
/// where asked to, and creates the others in bulk. Hashing passwords is dear for the service, so half of the time
/// is left to those who sign in meanwhile. Runs on the pool's io_context; must outlive the pool's callbacks.
class Accounts
{
public:
    struct Counts
    {
        std::size_t created = 0;
        std::size_t existing = 0;
        std::size_t reset = 0;
        std::size_t failed = 0;
    };
    /// Called for each account as soon as it can be used; `usable` false: the service would not have it.
    using Ready = std::function<void(std::size_t index, bool usable)>;

    Accounts(boost::asio::io_context &io, HttpPool &admin, std::string adminToken, std::string prefix,
             const AccountKey &key);

    /// Makes accounts 0 … count - 1, `batch` a request. `resetExisting`: those that are there have a password we
    /// cannot know.
    void make(std::size_t count, std::size_t batch, bool resetExisting, Ready ready);
    /// Sets the password of one account; for a login that was refused.
    void reset(std::size_t index, std::function<void(bool)> done);

    /// The admin plane has another token from now on.
    void setToken(std::string token) { m_token = std::move(token); }
    /// While true a token that is not accepted is one of before a restart, and the next one is waited for.
    void expectTokens(bool expected) { m_expectsTokens = expected; }

    [[nodiscard]] const Counts &counts() const { return m_counts; }
    /// Why the last failure happened; empty when nothing failed.
    [[nodiscard]] const std::string &fault() const { return m_fault; }

private:
    void list(const std::string &cursor);
    void listed(const HttpOutcome &outcome);
    void plan();
    void resetNext();
    void createNext();
    void created(std::vector<std::size_t> batch, const HttpOutcome &outcome);
    [[nodiscard]] bool isPassing(const HttpOutcome &outcome) const;
    void pause(std::chrono::steady_clock::duration length, std::function<void()> then);
    void failed(const HttpOutcome &outcome);
    [[nodiscard]] HttpRequest creation(const std::vector<std::size_t> &batch) const;

    HttpPool &m_admin;
    boost::asio::steady_timer m_timer;
    std::string m_token;
    std::string m_prefix;
    AccountKey m_key;
    Ready m_ready;
    Counts m_counts;
    std::string m_fault;
    std::unordered_set<std::string> m_names; ///< that exist, while make() finds out
    std::deque<std::size_t> m_toReset;
    std::deque<std::size_t> m_toCreate;
    std::size_t m_count = 0;
    std::size_t m_batch = 1;
    bool m_resetExisting = false;
    bool m_expectsTokens = false;
};

} // namespace qd::traffic
