// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/admin_types.h"
#include "backend/service/core/observer.h"
#include "backend/service/core/service_config.h"
#include "backend/service/core/service_error.h"
#include "backend/service/core/unit.h"

#include <memory>
#include <optional>

namespace sessiond {

/// The session service without HTTP. Every function may be called from any thread at any time between open and
/// destruction. Functions without a Done answer at once; validate() and introspect() allocate nothing and take one
/// shard lock. The seam for another session store (Redis) is this interface.
class SessionService
{
public:
    virtual ~SessionService() = default;

    // The data plane. Tokens are the bearer's text, unchecked.

    /// Hashes on a permit, then commits. Unauthorized for an unknown name, a disabled one and a wrong password
    /// alike; Busy when the hash queue or a cap is full. `address` may be empty (unknown). The password is wiped.
    virtual void login(std::string name, std::string password, std::string address, Done<LoginReply> done) = 0;
    /// True and a view for an active session, whose last_seen it moves to now. False for everything else.
    [[nodiscard]] virtual bool validate(std::string_view token, SessionView &view) noexcept = 0;
    /// As validate(), without touching last_seen.
    [[nodiscard]] virtual bool introspect(std::string_view token, SessionView &view) noexcept = 0;
    /// The session's own data, empty when never written. Touches last_seen, as every call below that takes a
    /// token.
    [[nodiscard]] virtual Outcome<std::string> getData(std::string_view token) = 0;
    virtual void putData(std::string_view token, std::string data, Done<Unit> done) = 0;
    /// Durable before `done`. Succeeds also for a token whose session has ended or never was.
    virtual void logout(std::string_view token, Done<Unit> done) = 0;
    /// Ends all sessions of the owner, this one included; answers how many.
    virtual void logoutAll(std::string_view token, Done<std::uint64_t> done) = 0;
    [[nodiscard]] virtual Outcome<std::vector<SessionRow>> ownSessions(std::string_view token) = 0;
    /// Ending the asking session needs no password; ending another asks it (Refused without or with a wrong one).
    virtual void endOwnSession(std::string_view token, std::string id, std::optional<std::string> password,
                               Done<Unit> done) = 0;
    /// Ends all other sessions of the owner; answers how many. Refused when the old password is wrong.
    virtual void changePassword(std::string_view token, std::string oldPassword, std::string newPassword,
                                Done<std::uint64_t> done) = 0;
    virtual void me(std::string_view token, Done<Profile> done) = 0;

    // The admin plane. The caller has checked the scope.

    [[nodiscard]] virtual Outcome<SessionPage> listSessions(const SessionQuery &query) = 0;
    virtual void endSession(std::string id, Actor actor, std::string reason, Done<Unit> done) = 0;
    /// Invalid for an empty selector. Walks the table in slices; changes nothing.
    virtual void previewPurge(qd::protocol::Selector selector, Actor actor, Done<PurgePreview> done) = 0;
    /// True when a purge by this preview, usable or used, must carry `confirm`: its selector can touch every
    /// active session, or it matched all of them and there were at least two. False for an unknown one.
    [[nodiscard]] virtual bool purgeNeedsConfirm(std::string_view previewId) const = 0;
    /// Answers the purge id once the purge is durable; memory is given back afterwards. A retry answers the same
    /// id.
    virtual void purge(std::string previewId, std::string reason, Actor actor, Done<std::string> done) = 0;
    [[nodiscard]] virtual std::optional<PurgeStatus> purgeStatus(std::string_view purgeId) const = 0;
    /// A full collector pass that begins now; `done` when it has ended.
    virtual void collectNow(Actor actor, Done<Unit> done) = 0;

    /// All or nothing: Invalid names the first bad entry, Conflict an existing name. Answers how many were made.
    virtual void createUsers(std::vector<NewUser> users, Actor actor, Done<std::uint64_t> done) = 0;
    /// Disabling ends the user's sessions before `done`.
    virtual void setUserDisabled(std::string name, bool disabled, Actor actor, Done<Unit> done) = 0;
    /// Sets a new password and ends the user's sessions.
    virtual void resetPassword(std::string name, std::string password, Actor actor, Done<Unit> done) = 0;
    virtual void deleteUser(std::string name, Actor actor, Done<Unit> done) = 0;
    virtual void listUsers(std::string cursor, std::size_t limit, Done<UserPage> done) = 0;

    /// Events with seq > after, at most `limit`; Gone when some of them are no longer kept (see firstEvent()).
    [[nodiscard]] virtual Outcome<std::vector<Event>> eventsAfter(std::uint64_t after,
                                                                  std::size_t limit) const = 0;
    [[nodiscard]] virtual std::uint64_t firstEvent() const = 0;
    /// For what the gate does itself (started, draining): seq and time are set here.
    virtual void addEvent(Event event) = 0;
    /// Rows with seq > after, oldest first.
    virtual void audit(std::uint64_t after, std::size_t limit, Done<std::vector<AuditRow>> done) = 0;
    /// A row for a privileged thing the gate did or refused itself, e.g. a drain. Durable before `done`.
    virtual void addAudit(Actor actor, std::string action, std::string subject, std::string reason,
                          std::string outcome, Done<Unit> done) = 0;

    /// Conflict unless the service was opened with `drill`. Audited.
    [[nodiscard]] virtual Outcome<Unit> setDrill(const Drill &drill, Actor actor) = 0;
    [[nodiscard]] virtual Drill drill() const = 0;

    [[nodiscard]] virtual Counters counters() const = 0;
    [[nodiscard]] virtual MemoryReport memory() const = 0;
    [[nodiscard]] virtual Time now() const = 0;

    /// Refuses further logins (Unavailable); everything else goes on.
    virtual void beginDrain() = 0;
    /// Finishes what is queued, commits, checkpoints, stops the threads. Idempotent; the destructor calls it.
    virtual void shutdown() = 0;
};

/// Locks the data folder (made with mode 0700 when absent), loads the journal, finishes an interrupted purge,
/// starts the threads. Errors are one line for stderr and exit 2; nothing was changed then. `observer` must
/// outlive the service and may be null.
[[nodiscard]] Outcome<std::unique_ptr<SessionService>> openLocalService(const ServiceConfig &config,
                                                                        Observer *observer);

/// `sessiond user add`: opens, creates, closes. Fails like openLocalService() when a service holds the folder.
[[nodiscard]] Outcome<Unit> addUserOffline(const ServiceConfig &config, NewUser user);

} // namespace sessiond
