// SPDX-License-Identifier: GPL-3.0-or-later
// Accounts: passwords, profiles, creation in bulk, disabling.
#include "backend/protocol/names.h"
#include "backend/service/core/local_service.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <utility>

namespace sessiond {
namespace {

constexpr std::size_t kMostUsersAtOnce = 100'000;

Time timeOf(std::int64_t ms)
{
    return Time(std::chrono::milliseconds(ms));
}

/// Turns the answer of a call that counts into that of a call that does not.
Done<std::uint64_t> withoutCount(Done<Unit> done)
{
    return [done = std::move(done)](Outcome<std::uint64_t> count) {
        done(count ? Outcome<Unit>{Unit{}} : tl::unexpected<Error>(std::move(count.error())));
    };
}

Outcome<Unit> checkUsers(const std::vector<NewUser> &users)
{
    if (users.empty() || users.size() > kMostUsersAtOnce) {
        return failure(Failure::Invalid, "give 1 to 100,000 users");
    }
    std::set<std::string_view> names;
    for (const NewUser &user : users) {
        if (!isUserName(user.name)) {
            return failure(Failure::Invalid, "a user name is 1 to 64 of A-Z a-z 0-9 . _ @ -");
        }
        if (!names.insert(user.name).second) {
            return failure(Failure::Invalid, "the name " + user.name + " is given twice");
        }
        if (const Outcome<Unit> good = checkNewPassword(user.password); !good) {
            return failure(Failure::Invalid, user.name + ": " + good.error().words);
        }
    }
    return Unit{};
}

} // namespace

/// Users on their way to be created. Each hash thread that becomes free takes the next.
struct UserBatch
{
    std::vector<NewUser> users;
    std::vector<std::string> hashes;
    Actor actor;
    Done<std::uint64_t> done;
    std::atomic<std::size_t> next{0};
    std::atomic<std::size_t> finished{0};
    std::atomic<bool> failed{false};
};

void LocalService::changePassword(std::string_view token, std::string oldPassword, std::string newPassword,
                                  Done<std::uint64_t> done)
{
    SessionFacts facts;
    if (!find(token, SessionTable::Touch::Yes, facts)) {
        done(failure(Failure::Unauthorized, "no active session for this token"));
        return;
    }
    if (const Outcome<Unit> good = checkNewPassword(newPassword); !good) {
        done(tl::unexpected<Error>(good.error()));
        return;
    }
    const std::uint64_t own = facts.key.serial;
    checkPassword(facts.userName(), std::move(oldPassword),
                  [this, own, fresh = std::move(newPassword), done](Outcome<Account> account) {
                      if (!account) {
                          const bool wrong = account.error().code == Failure::Unauthorized;
                          done(wrong ? failure(Failure::Refused, "wrong password")
                                     : tl::unexpected<Error>(std::move(account.error())));
                          return;
                      }
                      m_hashes.hash(fresh, [this, own, account = *account, done](Outcome<std::string> hash) {
                          if (!hash) {
                              done(tl::unexpected<Error>(std::move(hash.error())));
                              return;
                          }
                          const auto also = [hash = *hash, account,
                                             now = nowMs()](JournalStore &store) -> Outcome<Unit> {
                              return store.accounts().setPassword(account.name, hash, now, account.version)
                                         ? Outcome<Unit>{Unit{}}
                                         : failure(Failure::Conflict, "the account has changed meanwhile");
                          };
                          endAll({account.name, EndReason::PasswordChanged, own, also}, done);
                      });
                  });
}

void LocalService::me(std::string_view token, Done<Profile> done)
{
    SessionFacts facts;
    if (!find(token, SessionTable::Touch::Yes, facts)) {
        done(failure(Failure::Unauthorized, "no active session for this token"));
        return;
    }
    const auto query = [this, user = facts.userName()](Readers &readers) -> Outcome<Profile> {
        const std::optional<Account> account = readers.accounts.find(user);
        if (!account) {
            return failure(Failure::Unauthorized, "no active session for this token");
        }
        Profile profile;
        profile.user = account->name;
        profile.created = timeOf(account->created);
        profile.passwordChanged = timeOf(account->passwordChanged);
        profile.signInCount = account->signIns;
        profile.activeSessions = m_table->activeOf(user);
        profile.recentSignIns = readers.accounts.recentSignIns(account->id);
        return profile;
    };
    m_queries.ask<Profile>(Query::Me, query, std::move(done));
}

void LocalService::createUsers(std::vector<NewUser> users, Actor actor, Done<std::uint64_t> done)
{
    if (const Outcome<Unit> good = checkUsers(users); !good) {
        done(tl::unexpected<Error>(good.error()));
        return;
    }
    const auto batch = std::make_shared<UserBatch>();
    batch->hashes.resize(users.size());
    batch->users = std::move(users);
    batch->actor = std::move(actor);
    batch->done = std::move(done);
    for (unsigned i = 0; i < std::max(1u, m_config.hashThreads) && i < batch->users.size(); ++i) {
        hashBatch(batch);
    }
}

void LocalService::hashBatch(const std::shared_ptr<UserBatch> &batch)
{
    const std::size_t index = batch->next++;
    if (index >= batch->users.size() || batch->failed) {
        return;
    }
    m_hashes.hashInBackground(std::move(batch->users[index].password), [=, this](Outcome<std::string> hash) {
        if (!hash) {
            if (!batch->failed.exchange(true)) {
                batch->done(tl::unexpected<Error>(std::move(hash.error())));
            }
            return;
        }
        batch->hashes[index] = std::move(*hash);
        if (++batch->finished == batch->users.size()) {
            storeBatch(batch);
        } else {
            hashBatch(batch);
        }
    });
}

void LocalService::storeBatch(const std::shared_ptr<UserBatch> &batch)
{
    const std::size_t count = batch->users.size();
    const std::string subject = count == 1 ? batch->users.front().name : std::to_string(count) + " users";
    const auto write = [batch, now = nowMs(),
                        row = auditRow(batch->actor, "create_users", subject)](JournalStore &store) {
        return store.allOrNothing([&]() -> Outcome<Unit> {
            for (std::size_t i = 0; i < batch->users.size(); ++i) {
                if (!store.accounts().create(batch->users[i].name, batch->hashes[i], now)) {
                    return failure(Failure::Conflict, "the name " + batch->users[i].name + " exists already");
                }
            }
            store.audit().add(row);
            return Unit{};
        });
    };
    const auto written = [this, batch, count, subject](const Outcome<Unit> &durable) {
        if (durable) {
            addActorEvent(qd::protocol::event::kUsersCreated, batch->actor, subject, {},
                          boost::json::serialize(boost::json::object{{"count", count}}));
            batch->done(count);
        } else {
            batch->done(tl::unexpected<Error>(durable.error()));
        }
    };
    m_journal.submit({write, written, Journal::Durability::Power});
}

void LocalService::setUserDisabled(std::string name, bool disabled, Actor actor, Done<Unit> done)
{
    const auto also = [name, disabled, row = auditRow(actor, disabled ? "disable_user" : "enable_user", name)](
                          JournalStore &store) -> Outcome<Unit> {
        if (!store.accounts().setDisabled(name, disabled)) {
            return failure(Failure::NotFound, "no such user");
        }
        store.audit().add(row);
        return Unit{};
    };
    const auto kind = disabled ? qd::protocol::event::kUserDisabled : qd::protocol::event::kUserEnabled;
    // A disabled user has no sessions, so enabling ends none.
    endAll({name, EndReason::Disabled, 0, also}, [this, name, kind, actor, done](Outcome<std::uint64_t> ended) {
        if (ended) {
            addActorEvent(kind, actor, name, {}, boost::json::serialize(boost::json::object{{"ended", *ended}}));
        }
        withoutCount(done)(std::move(ended));
    });
}

void LocalService::resetPassword(std::string name, std::string password, Actor actor, Done<Unit> done)
{
    if (const Outcome<Unit> good = checkNewPassword(password); !good) {
        done(tl::unexpected<Error>(good.error()));
        return;
    }
    m_hashes.hash(std::move(password), [this, name, actor, done](Outcome<std::string> hash) {
        if (!hash) {
            done(tl::unexpected<Error>(std::move(hash.error())));
            return;
        }
        const auto also = [name, hash = *hash, now = nowMs(),
                           row = auditRow(actor, "reset_password", name)](JournalStore &store) -> Outcome<Unit> {
            if (!store.accounts().setPassword(name, hash, now, std::nullopt)) {
                return failure(Failure::NotFound, "no such user");
            }
            store.audit().add(row);
            return Unit{};
        };
        endAll({name, EndReason::PasswordChanged, 0, also},
               [this, name, actor, done](Outcome<std::uint64_t> ended) {
                   if (ended) {
                       addActorEvent(qd::protocol::event::kPasswordReset, actor, name);
                   }
                   withoutCount(done)(std::move(ended));
               });
    });
}

void LocalService::deleteUser(std::string name, Actor actor, Done<Unit> done)
{
    const auto also = [name, row = auditRow(actor, "delete_user", name)](JournalStore &store) -> Outcome<Unit> {
        if (!store.accounts().remove(name)) {
            return failure(Failure::NotFound, "no such user");
        }
        store.audit().add(row);
        return Unit{};
    };
    endAll({name, EndReason::Deleted, 0, also}, [this, name, actor, done](Outcome<std::uint64_t> ended) {
        if (ended) {
            addActorEvent(qd::protocol::event::kUserDeleted, actor, name);
        }
        withoutCount(done)(std::move(ended));
    });
}

void LocalService::listUsers(std::string cursor, std::size_t limit, Done<UserPage> done)
{
    if (limit == 0 || limit > qd::protocol::kMaxPageSize) {
        done(failure(Failure::Invalid, "limit must be 1 to " + std::to_string(qd::protocol::kMaxPageSize)));
        return;
    }
    const auto query = [this, cursor = std::move(cursor), limit](Readers &readers) -> Outcome<UserPage> {
        UserPage page;
        for (const Account &account : readers.accounts.list(cursor, limit + 1)) {
            if (page.rows.size() == limit) {
                page.nextCursor = page.rows.back().name;
                break;
            }
            page.rows.push_back({account.name, account.disabled, timeOf(account.created),
                                 timeOf(account.passwordChanged), account.signIns,
                                 m_table->activeOf(account.name)});
        }
        return page;
    };
    m_queries.ask<UserPage>(Query::Users, query, std::move(done));
}

} // namespace sessiond
