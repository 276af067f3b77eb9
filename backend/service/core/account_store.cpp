// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/account_store.h"

#include "backend/service/core/row_sum.h"

namespace sessiond {
namespace {

constexpr const char *kFind =
    "SELECT id, name, hash, version, disabled, created, changed, signins, sum FROM account WHERE name = ?";

Account readAccount(const sqlite::Statement &row)
{
    return {row.integer(0),      row.text(1),    row.text(2),    row.integer(3),
            row.integer(4) != 0, row.integer(5), row.integer(6), static_cast<std::uint64_t>(row.integer(7))};
}

/// Over what decides who may sign in. The count of sign-ins changes too often and decides nothing.
std::uint64_t sumOfAccount(const Account &account)
{
    std::string all = account.name + '\n' + account.passwordHash + '\n';
    for (const std::int64_t value : {account.id, account.version, std::int64_t{account.disabled}}) {
        all += std::to_string(value) + '\n';
    }
    return sumOf(all);
}

std::optional<Account> findWith(sqlite::Statement &statement, std::string_view name)
{
    const sqlite::Resetting row(statement);
    row->bind(1, name);
    return row->step() ? std::optional(readAccount(statement)) : std::nullopt;
}

} // namespace

AccountStore::AccountStore(const sqlite::Database &database, AccountTotals &totals)
    : m_totals(totals)
    , m_find(database, kFind)
    , m_insert(database, "INSERT INTO account(name, hash, version, disabled, created, changed, signins, sum)"
                         " VALUES(?1, ?2, 1, 0, ?3, ?3, 0, 0) ON CONFLICT DO NOTHING")
    , m_update(database, "UPDATE account SET hash = ?2, version = ?3, disabled = ?4, changed = ?5, sum = ?6"
                         " WHERE id = ?1")
    , m_signIn(database, "UPDATE account SET signins = signins + 1 WHERE id = ?1 AND version = ?2 AND disabled = 0"
                         " RETURNING signins")
    , m_keepSignIn(database, "INSERT OR REPLACE INTO signin(account, slot, at, address) VALUES(?, ?, ?, ?)")
    , m_remove(database, "DELETE FROM account WHERE id = ?")
    , m_removeSignIns(database, "DELETE FROM signin WHERE account = ?")
    , m_all(database, "SELECT id, name, hash, version, disabled, created, changed, signins, sum FROM account")
{}

std::optional<Account> AccountStore::find(std::string_view name)
{
    return findWith(m_find, name);
}

void AccountStore::write(const Account &account, std::uint64_t sumBefore)
{
    const std::uint64_t sum = sumOfAccount(account);
    m_update.bind(1, account.id)
        .bind(2, account.passwordHash)
        .bind(3, account.version)
        .bind(4, std::int64_t{account.disabled})
        .bind(5, account.passwordChanged)
        .bind(6, static_cast<std::int64_t>(sum))
        .execute();
    m_totals.sum += sum - sumBefore;
}

bool AccountStore::create(std::string_view name, std::string_view passwordHash, std::int64_t now)
{
    if (find(name)) {
        return false;
    }
    m_insert.bind(1, name).bind(2, passwordHash).bind(3, now).execute();
    write(find(name).value(), 0);
    ++m_totals.count;
    return true;
}

bool AccountStore::signIn(std::int64_t id, std::int64_t version, std::int64_t now, std::string_view address)
{
    std::int64_t count = 0;
    {
        const sqlite::Resetting row(m_signIn);
        row->bind(1, id).bind(2, version);
        if (!row->step()) {
            return false;
        }
        count = row->integer(0);
    }
    m_keepSignIn.bind(1, id).bind(2, count % kSignInsKept).bind(3, now).bind(4, address).execute();
    return true;
}

bool AccountStore::setPassword(std::string_view name, std::string_view passwordHash, std::int64_t now,
                               std::optional<std::int64_t> onlyVersion)
{
    auto account = find(name);
    if (!account || (onlyVersion && account->version != *onlyVersion)) {
        return false;
    }
    const std::uint64_t before = sumOfAccount(*account);
    account->passwordHash = passwordHash;
    account->passwordChanged = now;
    ++account->version;
    write(*account, before);
    return true;
}

bool AccountStore::setDisabled(std::string_view name, bool disabled)
{
    auto account = find(name);
    if (!account) {
        return false;
    }
    const std::uint64_t before = sumOfAccount(*account);
    account->disabled = disabled;
    ++account->version;
    write(*account, before);
    return true;
}

bool AccountStore::remove(std::string_view name)
{
    const auto account = find(name);
    if (!account) {
        return false;
    }
    removeById(account->id);
    --m_totals.count;
    m_totals.sum -= sumOfAccount(*account);
    return true;
}

void AccountStore::removeById(std::int64_t id)
{
    m_removeSignIns.bind(1, id).execute();
    m_remove.bind(1, id).execute();
}

std::vector<std::int64_t> AccountStore::damaged()
{
    const sqlite::Resetting row(m_all);
    std::vector<std::int64_t> ids;
    while (row->step()) {
        if (static_cast<std::uint64_t>(row->integer(8)) != sumOfAccount(readAccount(m_all))) {
            ids.push_back(row->integer(0));
        }
    }
    return ids;
}

void AccountStore::removeDamaged()
{
    for (const std::int64_t id : damaged()) {
        removeById(id);
    }
}

AccountTotals AccountStore::counted()
{
    const sqlite::Resetting row(m_all);
    AccountTotals totals;
    while (row->step()) {
        ++totals.count;
        totals.sum += sumOfAccount(readAccount(m_all));
    }
    return totals;
}

AccountReader::AccountReader(const sqlite::Database &database)
    : m_find(database, kFind)
    , m_signIns(database, "SELECT at, address FROM signin WHERE account = ? ORDER BY at DESC")
    , m_list(database, "SELECT id, name, hash, version, disabled, created, changed, signins, sum FROM account"
                       " WHERE name > ? ORDER BY name LIMIT ?")
{}

std::optional<Account> AccountReader::find(std::string_view name)
{
    return findWith(m_find, name);
}

std::vector<SignIn> AccountReader::recentSignIns(std::int64_t account)
{
    const sqlite::Resetting row(m_signIns);
    row->bind(1, account);
    std::vector<SignIn> signIns;
    while (row->step()) {
        signIns.push_back({Time(std::chrono::milliseconds(row->integer(0))), row->text(1)});
    }
    return signIns;
}

std::vector<Account> AccountReader::list(std::string_view cursor, std::size_t limit)
{
    const sqlite::Resetting row(m_list);
    row->bind(1, cursor).bind(2, static_cast<std::int64_t>(limit));
    std::vector<Account> accounts;
    while (row->step()) {
        accounts.push_back(readAccount(m_list));
    }
    return accounts;
}

} // namespace sessiond
