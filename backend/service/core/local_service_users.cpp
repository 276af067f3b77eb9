// SPDX-License-Identifier: GPL-3.0-or-later
// What users do with their own sessions.
#include "backend/protocol/names.h"
#include "backend/service/core/local_service.h"
#include "backend/service/core/session_listing.h"

#include <algorithm>
#include <random>
#include <utility>

namespace sessiond {
namespace {

constexpr std::size_t kMaxAddressLength = 45;

tl::unexpected<Error> noSession()
{
    return failure(Failure::Unauthorized, "no active session for this token");
}

bool happens(double probability)
{
    thread_local std::mt19937_64 random{std::random_device{}()};
    return probability > 0 && std::bernoulli_distribution(std::min(probability, 1.0))(random);
}

} // namespace

void LocalService::checkPassword(const std::string &name, std::string password,
                                 std::function<void(Outcome<Account>)> done)
{
    // The look-up and the hash happen for every name, so that neither the answer nor its time tells who exists.
    m_queries.ask<std::optional<Account>>(
        Query::AccountLookup,
        [name](Readers &readers) -> Outcome<std::optional<Account>> { return readers.accounts.find(name); },
        [this, password = std::move(password), done](Outcome<std::optional<Account>> found) mutable {
            if (!found) {
                wipe(password);
                done(tl::unexpected<Error>(std::move(found.error())));
                return;
            }
            const std::optional<Account> account = std::move(*found);
            const std::string hash = account ? account->passwordHash : m_hasher.dummy();
            m_hashes.verify(std::move(password), hash, [account, done](Outcome<bool> matches) {
                if (!matches) {
                    done(tl::unexpected<Error>(std::move(matches.error())));
                } else if (!*matches || !account || account->disabled) {
                    done(failure(Failure::Unauthorized, "unknown name or wrong password"));
                } else {
                    done(*account);
                }
            });
        });
}

void LocalService::login(std::string name, std::string password, std::string address, Done<LoginReply> done)
{
    const auto stored = [this] {
        return m_table->count(SessionState::Active) + m_table->count(SessionState::Expired) +
               m_table->count(SessionState::Retained);
    };
    if (m_draining) {
        wipe(password);
        done(failure(Failure::Unavailable, "the service is draining"));
        return;
    }
    if (m_config.maxSessions != 0 && stored() >= m_config.maxSessions) {
        wipe(password);
        done(failure(Failure::Busy, "there are too many sessions", std::chrono::seconds(5)));
        return;
    }
    checkPassword(name, std::move(password), [this, address = std::move(address), done](Outcome<Account> account) {
        if (account) {
            commitLogin(*account, address, done);
        } else {
            done(tl::unexpected<Error>(std::move(account.error())));
        }
    });
}

void LocalService::commitLogin(const Account &account, std::string address, Done<LoginReply> done)
{
    struct Pending
    {
        std::string token = makeToken();
        std::string user;
        std::string address;
        NewSession session;
    };
    const auto pending = std::make_shared<Pending>();
    pending->user = account.name;
    // The longest text of an IPv6 address; a row has one byte for the length.
    pending->address = address.substr(0, kMaxAddressLength);
    pending->session.user = pending->user;
    pending->session.address = pending->address;
    pending->session.created = pending->session.lastSeen = nowMs();
    (void)digestOfToken(pending->token, pending->session.digest);
    const auto write = [this, pending, id = account.id,
                        version = account.version](JournalStore &store) -> Outcome<Unit> {
        NewSession &session = pending->session;
        if (!store.accounts().signIn(id, version, session.created, session.address)) {
            return failure(Failure::Unauthorized, "unknown name or wrong password");
        }
        session.serial = store.addSession(session);
        m_groupLogins.emplace_back(pending->user, SessionKey{session.digest, session.serial, session.created});
        return Unit{};
    };
    const auto written = [this, pending, done](const Outcome<Unit> &durable) {
        std::erase_if(m_groupLogins,
                      [&](const auto &entry) { return entry.second.serial == pending->session.serial; });
        if (!durable) {
            done(tl::unexpected<Error>(durable.error()));
            return;
        }
        const bool inserted = m_table->insert(pending->session);
        m_settledSerial = pending->session.serial;
        if (!inserted) {
            forget({pending->session.serial});
            done(failure(Failure::Busy, "no memory for another session", std::chrono::seconds(5)));
            return;
        }
        ++m_created;
        LoginReply reply{pending->token, {}};
        SessionFacts facts{};
        facts.key = {pending->session.digest, pending->session.serial, pending->session.created};
        facts.lastSeen = pending->session.lastSeen;
        facts.userLength = static_cast<std::uint8_t>(pending->user.size());
        std::copy(pending->user.begin(), pending->user.end(), facts.user.begin());
        fillView(facts, reply.session);
        evictBeyondCap(pending->user);
        done(std::move(reply));
    };
    m_journal.submit({write, written});
}

void LocalService::evictBeyondCap(const std::string &user)
{
    if (m_config.sessionsPerUser == 0 || m_table->activeOf(user) <= m_config.sessionsPerUser) {
        return;
    }
    const std::vector<SessionKey> keys = m_table->sessionsOf(user);
    for (std::size_t i = m_config.sessionsPerUser; i < keys.size(); ++i) {
        const SessionIdText id = m_ids.textOf(keys[i].serial);
        const Actor self{"sessiond", {}, {}};
        endOne(
            keys[i], EndReason::Evicted,
            {auditRow(self, "evict", std::string(id.data(), id.size()), "more than the sessions a user may have")},
            [](Outcome<Unit>) {});
    }
}

bool LocalService::validate(std::string_view token, SessionView &view) noexcept
{
    SessionFacts facts;
    if (!find(token, SessionTable::Touch::Yes, facts)) {
        return false;
    }
    fillView(facts, view);
    return true;
}

bool LocalService::introspect(std::string_view token, SessionView &view) noexcept
{
    SessionFacts facts;
    if (!find(token, SessionTable::Touch::No, facts)) {
        return false;
    }
    fillView(facts, view);
    return true;
}

Outcome<std::string> LocalService::getData(std::string_view token)
{
    SessionFacts facts;
    std::string data;
    if (!find(token, SessionTable::Touch::Yes, facts) || !m_table->readData(facts.key.digest, data)) {
        return noSession();
    }
    return data;
}

void LocalService::putData(std::string_view token, std::string data, Done<Unit> done)
{
    SessionFacts facts;
    if (!find(token, SessionTable::Touch::Yes, facts)) {
        done(noSession());
        return;
    }
    if (data.size() > qd::protocol::kMaxSessionDataBytes) {
        done(failure(Failure::TooLarge, "session data is at most 16 KiB"));
        return;
    }
    const auto bytes = std::make_shared<std::string>(std::move(data));
    const SessionKey key = facts.key;
    m_journal.submit({[bytes, key](JournalStore &store) -> Outcome<Unit> {
                          store.putData(key.serial, *bytes);
                          return Unit{};
                      },
                      [this, bytes, key, done](const Outcome<Unit> &durable) {
                          if (!durable) {
                              done(durable);
                          } else if (!m_table->writeData(key.digest, *bytes)) {
                              done(noSession());
                          } else {
                              done(Unit{});
                          }
                      }});
}

SessionTable::Memory LocalService::memoryAfter(EndReason reason) const
{
    const bool logout = reason == EndReason::Logout || reason == EndReason::LogoutAll;
    return logout && happens(drill().retainAfterLogout) ? SessionTable::Memory::Retain
                                                        : SessionTable::Memory::Free;
}

void LocalService::endOne(const SessionKey &key, EndReason reason, std::vector<AuditRow> audit, Done<Unit> done)
{
    m_journal.submit({[key, audit = std::move(audit)](JournalStore &store) -> Outcome<Unit> {
                          if (store.removeSession(key.serial)) {
                              for (const AuditRow &row : audit) {
                                  store.audit().add(row);
                              }
                          }
                          return Unit{};
                      },
                      [this, key, reason, done](const Outcome<Unit> &durable) {
                          if (durable) {
                              m_table->end(key.digest, reason, memoryAfter(reason));
                          }
                          done(durable);
                      },
                      Journal::Durability::Power});
}

void LocalService::endAll(EndRequest request, Done<std::uint64_t> done)
{
    const auto keys = std::make_shared<std::vector<SessionKey>>();
    const EndReason reason = request.reason;
    const auto write = [this, keys, request = std::move(request)](JournalStore &store) -> Outcome<Unit> {
        if (request.also) {
            if (Outcome<Unit> also = request.also(store); !also) {
                return also;
            }
        }
        // Here and not where the request came in: a login that was committed since then must not slip through.
        *keys = m_table->sessionsOf(request.user);
        for (const auto &[user, key] : m_groupLogins) {
            if (user == request.user) {
                keys->push_back(key);
            }
        }
        std::erase_if(*keys, [&](const SessionKey &key) { return key.serial == request.except; });
        for (const SessionKey &key : *keys) {
            store.removeSession(key.serial);
        }
        return Unit{};
    };
    const auto written = [this, keys, reason, done](const Outcome<Unit> &durable) {
        if (!durable) {
            done(tl::unexpected<Error>(durable.error()));
            return;
        }
        std::uint64_t ended = 0;
        for (const SessionKey &key : *keys) {
            ended += m_table->end(key.digest, reason, memoryAfter(reason)) ? 1 : 0;
        }
        done(ended);
    };
    m_journal.submit({write, written, Journal::Durability::Power});
}

void LocalService::logout(std::string_view token, Done<Unit> done)
{
    SessionFacts facts;
    if (!find(token, SessionTable::Touch::No, facts)) {
        done(Unit{}); // memory forgets a session only after the journal has
        return;
    }
    endOne(facts.key, EndReason::Logout, {}, std::move(done));
}

void LocalService::logoutAll(std::string_view token, Done<std::uint64_t> done)
{
    SessionFacts facts;
    if (!find(token, SessionTable::Touch::Yes, facts)) {
        done(noSession());
        return;
    }
    endAll({facts.userName(), EndReason::LogoutAll, 0, {}}, std::move(done));
}

Outcome<std::vector<SessionRow>> LocalService::ownSessions(std::string_view token)
{
    SessionFacts facts;
    if (!find(token, SessionTable::Touch::Yes, facts)) {
        return noSession();
    }
    std::vector<SessionRow> rows;
    for (const SessionKey &key : m_table->sessionsOf(facts.userName())) {
        m_table->visitOne(key.digest, [&](const SessionRecord &record) {
            if (record.state == SessionState::Active) {
                rows.push_back(rowOf(*m_table, m_ids, record, nowMs()));
                rows.back().current = record.serial == facts.key.serial;
            }
        });
    }
    return rows;
}

void LocalService::endOwnSession(std::string_view token, std::string id, std::optional<std::string> password,
                                 Done<Unit> done)
{
    SessionFacts facts;
    const auto serial = m_ids.serialOf(id);
    if (!find(token, SessionTable::Touch::Yes, facts)) {
        done(noSession());
        return;
    }
    if (serial && *serial == facts.key.serial) {
        endOne(facts.key, EndReason::Logout, {}, std::move(done));
        return;
    }
    const std::vector<SessionKey> keys = m_table->sessionsOf(facts.userName());
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const SessionKey &candidate) {
        return serial && candidate.serial == *serial;
    });
    if (key == keys.end()) {
        done(failure(Failure::NotFound, "you have no such session"));
        return;
    }
    if (!password) {
        done(failure(Failure::Refused, "ending another session needs the password"));
        return;
    }
    checkPassword(facts.userName(), std::move(*password), [this, key = *key, done](Outcome<Account> account) {
        if (account) {
            endOne(key, EndReason::EndedByUser, {}, done);
        } else {
            const bool wrong = account.error().code == Failure::Unauthorized;
            done(wrong ? failure(Failure::Refused, "wrong password") : tl::unexpected<Error>(account.error()));
        }
    });
}

} // namespace sessiond
