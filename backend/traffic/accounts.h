// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/traffic/http_pool.h"

#include <array>
#include <string>

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

/// Makes the accounts of a population through the admin plane, in bulk, and sets passwords anew where an account
/// of that name has another one. Runs on the pool's io_context; must outlive the pool's callbacks.
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

    Accounts(HttpPool &admin, std::string adminToken, std::string prefix, const AccountKey &key);

    /// Makes accounts 0 … count - 1 in order, `batch` a request. `resetExisting`: those that are there have a
    /// password we cannot know.
    void make(std::size_t count, std::size_t batch, bool resetExisting, Ready ready);
    /// Sets the password of one account; for a login that was refused.
    void reset(std::size_t index, std::function<void(bool)> done);

    [[nodiscard]] const Counts &counts() const { return m_counts; }
    /// Why the last failure happened; empty when nothing failed.
    [[nodiscard]] const std::string &fault() const { return m_fault; }

private:
    void makeNext();
    void makeBatch(std::size_t begin, std::size_t end, std::function<void()> done);
    void oneByOne(std::size_t index, std::size_t end, std::function<void()> done);
    void finishOne(std::size_t index, int status, const std::function<void()> &done);
    void failed(const HttpOutcome &outcome);
    [[nodiscard]] HttpRequest creation(std::size_t begin, std::size_t end) const;

    HttpPool &m_admin;
    std::string m_token;
    std::string m_prefix;
    AccountKey m_key;
    Ready m_ready;
    Counts m_counts;
    std::string m_fault;
    std::size_t m_next = 0;
    std::size_t m_count = 0;
    std::size_t m_batch = 1;
    bool m_resetExisting = false;
};

} // namespace qd::traffic
