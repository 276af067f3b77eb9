// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/admin_types.h"
#include "backend/service/core/service_types.h"
#include "backend/service/core/sqlite.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sessiond {

/// An account as stored. `version` rises with each change of password or of being disabled, so that a login that
/// was checked against an older state is refused when it comes to be committed.
struct Account
{
    std::int64_t id = 0;
    std::string name;
    std::string passwordHash;
    std::int64_t version = 0;
    bool disabled = false;
    std::int64_t created = 0;
    std::int64_t passwordChanged = 0;
    std::uint64_t signIns = 0;
};

/// What the journal's head knows of all accounts together, so that none is lost or added behind its back.
struct AccountTotals
{
    std::uint64_t count = 0;
    std::uint64_t sum = 0; ///< of their checksums
};

/// The writing half, within the journal's transactions. Throws sqlite::Failed.
class AccountStore
{
public:
    static constexpr int kSignInsKept = 16;
    static constexpr const char *kSchema =
        "CREATE TABLE account(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, hash TEXT NOT NULL,"
        " version INTEGER NOT NULL, disabled INTEGER NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL,"
        " signins INTEGER NOT NULL, sum INTEGER NOT NULL);"
        "CREATE TABLE signin(account INTEGER NOT NULL, slot INTEGER NOT NULL, at INTEGER NOT NULL,"
        " address TEXT NOT NULL, PRIMARY KEY(account, slot)) WITHOUT ROWID;";

    /// Keeps `totals` up to date, which outlives it.
    AccountStore(const sqlite::Database &database, AccountTotals &totals);

    /// False when the name exists.
    [[nodiscard]] bool create(std::string_view name, std::string_view passwordHash, std::int64_t now);
    /// Counts a sign-in; false when the account is not in the state `version` any more, or disabled.
    [[nodiscard]] bool signIn(std::int64_t id, std::int64_t version, std::int64_t now, std::string_view address);
    /// False when there is no such account, or it is not in the state `onlyVersion` any more.
    [[nodiscard]] bool setPassword(std::string_view name, std::string_view passwordHash, std::int64_t now,
                                   std::optional<std::int64_t> onlyVersion);
    /// False when there is no such account.
    [[nodiscard]] bool setDisabled(std::string_view name, bool disabled);
    [[nodiscard]] bool remove(std::string_view name);
    /// The accounts whose checksum does not agree with what they hold.
    [[nodiscard]] std::vector<std::int64_t> damaged();
    void removeDamaged();
    /// Over the accounts that are stored.
    [[nodiscard]] AccountTotals counted();

private:
    [[nodiscard]] std::optional<Account> find(std::string_view name);
    void write(const Account &account, std::uint64_t sumBefore);
    void removeById(std::int64_t id);

    AccountTotals &m_totals;
    sqlite::Statement m_find;
    sqlite::Statement m_insert;
    sqlite::Statement m_update;
    sqlite::Statement m_signIn;
    sqlite::Statement m_keepSignIn;
    sqlite::Statement m_remove;
    sqlite::Statement m_removeSignIns;
    sqlite::Statement m_all;
};

/// The reading half, on a connection of its own. Throws sqlite::Failed.
class AccountReader
{
public:
    explicit AccountReader(const sqlite::Database &database);
    [[nodiscard]] std::optional<Account> find(std::string_view name);
    /// Newest first.
    [[nodiscard]] std::vector<SignIn> recentSignIns(std::int64_t account);
    /// Accounts with names after `cursor`, by name.
    [[nodiscard]] std::vector<Account> list(std::string_view cursor, std::size_t limit);

private:
    sqlite::Statement m_find;
    sqlite::Statement m_signIns;
    sqlite::Statement m_list;
};

} // namespace sessiond
