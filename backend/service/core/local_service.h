// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/collector.h"
#include "backend/service/core/data_dir_lock.h"
#include "backend/service/core/event_log.h"
#include "backend/service/core/hash_pool.h"
#include "backend/service/core/journal.h"
#include "backend/service/core/maintenance.h"
#include "backend/service/core/purger.h"
#include "backend/service/core/query_thread.h"
#include "backend/service/core/session_service.h"
#include "backend/service/core/session_table.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace sessiond {

/// The service on one machine: sessions in our own table, durable in our own journal. Threads: the callers', the
/// journal's, the hash pool's, the query thread, the maintenance thread.
class LocalService final : public SessionService
{
public:
    /// What open has put together: a locked folder, a loaded journal and the table filled from it.
    struct Loaded
    {
        std::unique_ptr<DataDirLock> lock;
        std::unique_ptr<JournalStore> store;
        std::unique_ptr<ServiceClock> clock;
        std::unique_ptr<SessionTable> table;
        std::vector<PurgeRecord> purges;
        std::vector<PurgeRecord> finished; ///< those of them that a crash had cut short
    };

    LocalService(const ServiceConfig &config, Loaded loaded, Observer *observer);
    ~LocalService() override;

    void login(std::string name, std::string password, std::string address, Done<LoginReply> done) override;
    bool validate(std::string_view token, SessionView &view) noexcept override;
    bool introspect(std::string_view token, SessionView &view) noexcept override;
    Outcome<std::string> getData(std::string_view token) override;
    void putData(std::string_view token, std::string data, Done<Unit> done) override;
    void logout(std::string_view token, Done<Unit> done) override;
    void logoutAll(std::string_view token, Done<std::uint64_t> done) override;
    Outcome<std::vector<SessionRow>> ownSessions(std::string_view token) override;
    void endOwnSession(std::string_view token, std::string id, std::optional<std::string> password,
                       Done<Unit> done) override;
    void changePassword(std::string_view token, std::string oldPassword, std::string newPassword,
                        Done<std::uint64_t> done) override;
    void me(std::string_view token, Done<Profile> done) override;

    Outcome<SessionPage> listSessions(const SessionQuery &query) override;
    void endSession(std::string id, Actor actor, std::string reason, Done<Unit> done) override;
    void previewPurge(qd::protocol::Selector selector, Actor actor, Done<PurgePreview> done) override;
    bool purgeNeedsConfirm(std::string_view previewId) const override;
    void purge(std::string previewId, std::string reason, Actor actor, Done<std::string> done) override;
    std::optional<PurgeStatus> purgeStatus(std::string_view purgeId) const override;
    void collectNow(Actor actor, Done<Unit> done) override;

    void createUsers(std::vector<NewUser> users, Actor actor, Done<std::uint64_t> done) override;
    void setUserDisabled(std::string name, bool disabled, Actor actor, Done<Unit> done) override;
    void resetPassword(std::string name, std::string password, Actor actor, Done<Unit> done) override;
    void deleteUser(std::string name, Actor actor, Done<Unit> done) override;
    void listUsers(std::string cursor, std::size_t limit, Done<UserPage> done) override;

    Outcome<std::vector<Event>> eventsAfter(std::uint64_t after, std::size_t limit) const override;
    std::uint64_t firstEvent() const override;
    void addEvent(Event event) override;
    void audit(std::uint64_t after, std::size_t limit, Done<std::vector<AuditRow>> done) override;
    void addAudit(Actor actor, std::string action, std::string subject, std::string reason, std::string outcome,
                  Done<Unit> done) override;

    Outcome<Unit> setDrill(const Drill &drill, Actor actor) override;
    Drill drill() const override;
    Counters counters() const override;
    MemoryReport memory() const override;
    Time now() const override { return m_clock->now(); }
    void beginDrain() override { m_draining = true; }
    void shutdown() override;

private:
    /// Sessions of a user that are to end, and what else goes into the same transaction.
    struct EndRequest
    {
        std::string user;
        EndReason reason = EndReason::Logout;
        std::uint64_t except = 0; ///< serial of a session to keep; 0: none
        /// Run first; an error ends nothing. May be empty.
        std::function<Outcome<Unit>(JournalStore &)> also;
    };

    [[nodiscard]] std::int64_t nowMs() const { return m_clock->now().time_since_epoch().count(); }
    [[nodiscard]] bool find(std::string_view token, SessionTable::Touch touch, SessionFacts &facts) noexcept;
    void fillView(const SessionFacts &facts, SessionView &view) const noexcept;
    [[nodiscard]] SessionTable::Memory memoryAfter(EndReason reason) const;

    void checkPassword(const std::string &name, std::string password, std::function<void(Outcome<Account>)> done);
    void commitLogin(const Account &account, std::string address, Done<LoginReply> done);
    void evictBeyondCap(const std::string &user);
    void endOne(const SessionKey &key, EndReason reason, std::vector<AuditRow> audit, Done<Unit> done);
    void endAll(EndRequest request, Done<std::uint64_t> done);
    [[nodiscard]] std::optional<SessionKey> findById(std::string_view id, std::string *user) const;

    void hashBatch(const std::shared_ptr<struct UserBatch> &batch);
    void storeBatch(const std::shared_ptr<struct UserBatch> &batch);
    [[nodiscard]] AuditRow auditRow(const Actor &actor, std::string action, std::string subject,
                                    std::string reason = {}, std::string outcome = "done") const;
    void addActorEvent(std::string_view kind, const Actor &actor, std::string subject, std::string reason = {},
                       std::string bodyJson = {});

    void applyDrill(const Drill &drill);
    void collect();
    void markExpired();
    void flushSeen();
    void forget(std::vector<std::uint64_t> serials);

    ServiceConfig m_config;
    std::unique_ptr<DataDirLock> m_lock;
    std::unique_ptr<ServiceClock> m_clock;
    SessionIds m_ids;
    std::unique_ptr<SessionTable> m_table;
    EventLog m_events;
    PasswordHasher m_hasher;
    std::atomic<bool> m_draining{false};
    std::atomic<std::uint64_t> m_created{0};
    std::atomic<std::uint64_t> m_settledSerial{0};
    mutable std::mutex m_drillMutex;
    Drill m_drill;
    std::atomic<std::int64_t> m_seenFlushed{0};
    /// Logins in the journal's present group, not in the table yet; journal thread only.
    std::vector<std::pair<std::string, SessionKey>> m_groupLogins;
    Maintenance m_maintenance;
    Journal m_journal;
    Collector m_collector;
    Purger m_purger;
    QueryThread m_queries;
    HashPool m_hashes;
    std::mutex m_shutdownMutex;
};

} // namespace sessiond
