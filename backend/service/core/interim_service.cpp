// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions in memory only, so that the outside can be built and tried; the journaled core replaces this file.
#include "backend/service/core/session_service.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <map>
#include <mutex>
#include <random>

namespace sessiond {
std::string_view toText(SessionState s)
{
    static constexpr std::string_view n[]{"active", "expired", "retained"};
    return n[int(s)];
}
std::string_view toText(EndReason r)
{
    static constexpr std::string_view n[]{"logout",           "logout_all", "ended_by_user", "ended_by_operator",
                                          "password_changed", "disabled",   "deleted",       "evicted",
                                          "purged",           "expired"};
    return n[int(r)];
}
std::string_view toText(Query q)
{
    static constexpr std::string_view n[]{"account_lookup", "me", "commit", "users", "audit"};
    return n[int(q)];
}
namespace {
struct S
{
    std::string id, user, address, data;
    Time created, seen;
};
class Interim final : public SessionService
{
public:
    explicit Interim(const ServiceConfig &c)
        : m_config(c)
    {}
    void login(std::string n, std::string p, std::string a, Done<LoginReply> done) override
    {
        std::lock_guard l(m);
        auto u = m_users.find(n);
        if (u == m_users.end() || u->second != p)
            return done(failure(Failure::Unauthorized, "no"));
        std::string token = "qd_" + rnd(49);
        S s{rnd(22), n, a, {}, now(), now()};
        m_sessions[token] = s;
        ++m_created;
        done(LoginReply{token, view(s)});
    }
    bool validate(std::string_view t, SessionView &v) noexcept override
    {
        std::lock_guard l(m);
        auto i = m_sessions.find(std::string(t));
        if (i == m_sessions.end())
            return false;
        v = view(i->second);
        i->second.seen = now();
        return true;
    }
    bool introspect(std::string_view t, SessionView &v) noexcept override { return validate(t, v); }
    Outcome<std::string> getData(std::string_view t) override
    {
        std::lock_guard l(m);
        auto i = m_sessions.find(std::string(t));
        if (i == m_sessions.end())
            return failure(Failure::Unauthorized, "");
        return i->second.data;
    }
    void putData(std::string_view t, std::string d, Done<Unit> done) override
    {
        std::lock_guard l(m);
        auto i = m_sessions.find(std::string(t));
        if (i == m_sessions.end())
            return done(failure(Failure::Unauthorized, ""));
        i->second.data = std::move(d);
        done(Unit{});
    }
    void logout(std::string_view t, Done<Unit> done) override
    {
        std::lock_guard l(m);
        m_ended += m_sessions.erase(std::string(t));
        done(Unit{});
    }
    void logoutAll(std::string_view, Done<std::uint64_t> d) override { d(std::uint64_t(0)); }
    Outcome<std::vector<SessionRow>> ownSessions(std::string_view) override { return std::vector<SessionRow>{}; }
    void endOwnSession(std::string_view, std::string, std::optional<std::string>, Done<Unit> d) override
    {
        d(no());
    }
    void changePassword(std::string_view, std::string, std::string, Done<std::uint64_t> d) override { d(no()); }
    void me(std::string_view t, Done<Profile> d) override
    {
        SessionView v;
        if (!validate(t, v))
            return d(failure(Failure::Unauthorized, ""));
        d(Profile{std::string(v.user()), now(), now(), 0, 0, {}});
    }
    Outcome<SessionPage> listSessions(const SessionQuery &q) override
    {
        std::lock_guard l(m);
        SessionPage p;
        for (auto &[t, s] : m_sessions)
            if (++p.matched <= q.limit)
                p.rows.push_back({s.id, s.user, s.address, SessionState::Active, s.created, s.seen,
                                  s.created + m_config.absoluteTimeout, 100, false});
        return p;
    }
    void endSession(std::string id, Actor, std::string, Done<Unit> d) override
    {
        std::lock_guard l(m);
        for (auto i = m_sessions.begin(); i != m_sessions.end(); ++i)
            if (i->second.id == id) {
                m_sessions.erase(i);
                return d(Unit{});
            }
        d(failure(Failure::NotFound, "no such session"));
    }
    void previewPurge(qd::protocol::Selector, Done<PurgePreview> d) override { d(no()); }
    std::optional<qd::protocol::Selector> previewSelector(std::string_view) const override { return {}; }
    void purge(std::string, std::string, Actor, Done<std::string> d) override { d(no()); }
    std::optional<PurgeStatus> purgeStatus(std::string_view) const override { return {}; }
    void collectNow(Actor, Done<Unit> d) override
    {
        ++m_passes;
        d(Unit{});
    }
    void createUsers(std::vector<NewUser> us, Actor, Done<std::uint64_t> d) override
    {
        std::lock_guard l(m);
        for (auto &u : us)
            m_users[u.name] = u.password;
        d(std::uint64_t(us.size()));
    }
    void setUserDisabled(std::string, bool, Actor, Done<Unit> d) override { d(no()); }
    void resetPassword(std::string, std::string, Actor, Done<Unit> d) override { d(no()); }
    void deleteUser(std::string, Actor, Done<Unit> d) override { d(no()); }
    void listUsers(std::string, std::size_t, Done<UserPage> d) override { d(UserPage{}); }
    Outcome<std::vector<Event>> eventsAfter(std::uint64_t a, std::size_t) const override
    {
        std::lock_guard l(m);
        std::vector<Event> r;
        for (auto &e : m_events)
            if (e.seq > a)
                r.push_back(e);
        return r;
    }
    std::uint64_t firstEvent() const override { return 1; }
    void addEvent(Event e) override
    {
        std::lock_guard l(m);
        e.seq = m_events.size() + 1;
        e.at = now();
        m_events.push_back(e);
    }
    void audit(std::uint64_t, std::size_t, Done<std::vector<AuditRow>> d) override { d(std::vector<AuditRow>{}); }
    void addAudit(Actor, std::string, std::string, std::string, std::string, Done<Unit> d) override { d(Unit{}); }
    Outcome<Unit> setDrill(const Drill &d, Actor) override
    {
        if (!m_config.drill)
            return failure(Failure::Conflict, "no drill");
        m_drill = d;
        return Unit{};
    }
    Drill drill() const override { return m_drill; }
    Counters counters() const override
    {
        std::lock_guard l(m);
        Counters c;
        c.sessions[0] = m_sessions.size();
        c.created = m_created;
        c.ended[0] = m_ended;
        c.collectorPasses = m_passes;
        return c;
    }
    MemoryReport memory() const override
    {
        std::lock_guard l(m);
        MemoryReport r;
        r.sessions = m_sessions.size() * 200;
        return r;
    }
    Time now() const override
    {
        return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
    void beginDrain() override {}
    void shutdown() override {}

private:
    static tl::unexpected<Error> no() { return failure(Failure::Unavailable, "not yet"); }
    std::string rnd(int n)
    {
        std::string s;
        for (int i = 0; i < n; ++i)
            s += "abcdefghijklmnopqrstuvwxyz0123456789"[m_rng() % 36];
        return s;
    }
    SessionView view(const S &s)
    {
        SessionView v;
        std::memcpy(v.id.data(), s.id.data(), 22);
        std::memcpy(v.userBytes.data(), s.user.data(), s.user.size());
        v.userLength = std::uint8_t(s.user.size());
        v.created = s.created;
        v.lastSeen = s.seen;
        v.expires = s.created + m_config.absoluteTimeout;
        v.idleExpires = s.seen + m_config.idleTimeout;
        return v;
    }
    ServiceConfig m_config;
    mutable std::mutex m;
    std::map<std::string, S> m_sessions;
    std::map<std::string, std::string> m_users;
    std::vector<Event> m_events;
    Drill m_drill;
    std::mt19937_64 m_rng{std::random_device{}()};
    std::uint64_t m_created = 0, m_ended = 0, m_passes = 0;
};
} // namespace
Outcome<std::unique_ptr<SessionService>> openLocalService(const ServiceConfig &c, Observer *)
{
    return std::make_unique<Interim>(c);
}
Outcome<Unit> addUserOffline(const ServiceConfig &, NewUser)
{
    return failure(Failure::Unavailable, "not yet");
}
} // namespace sessiond
