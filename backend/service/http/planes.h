// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/session_service.h"
#include "backend/service/http/credentials.h"
#include "backend/service/http/exchange.h"
#include "backend/service/http/metrics_page.h"
#include "backend/service/http/options.h"
#include "backend/service/http/problem.h"
#include "backend/service/http/trusted_proxies.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace sessiond::http {

class JobThread;

/// Both planes: turns requests into calls of the core and its outcomes into answers. Until open() every call but
/// /healthz gets a 503.
class Planes final : public Application
{
public:
    /// Starts a drain of at most `deadline`; called on an io thread, must return at once.
    using DrainHook = std::function<void(std::chrono::milliseconds deadline)>;

    Planes(const Options &options, AdminTokens tokens, std::string instance, DrainHook drain);
    ~Planes() override;

    /// `service` and `page` must outlive all requests.
    void open(SessionService &service, MetricsPage &page);
    void beginDrain() { m_draining = true; }
    /// Joins the thread of slow calls; call it after the io threads have stopped.
    void stop();

    unsigned validate(const RequestHead &head, std::string_view peer, bool close, std::string &out) override;
    void handle(Exchange exchange) override;

private:
    using Handler = void (Planes::*)(Exchange &);
    static Handler handlerOf(Route route);

    bool authorize(Exchange &exchange, AdminIdentity &identity) const;
    [[nodiscard]] bool refusedByDrill() const;
    [[nodiscard]] std::string clientAddress(const Exchange &exchange) const;
    bool namesOperator(Exchange &exchange) const;
    [[nodiscard]] Actor actorOf(const Exchange &exchange) const;

    void healthz(Exchange &exchange);
    void readyz(Exchange &exchange);
    // data_plane.cpp
    void login(Exchange &exchange);
    void introspect(Exchange &exchange);
    void dataGet(Exchange &exchange);
    void dataPut(Exchange &exchange);
    void logout(Exchange &exchange);
    void logoutAll(Exchange &exchange);
    void ownSessions(Exchange &exchange);
    void endOwnSession(Exchange &exchange);
    void password(Exchange &exchange);
    void me(Exchange &exchange);
    // admin_plane.cpp
    void metrics(Exchange &exchange);
    void status(Exchange &exchange);
    void collect(Exchange &exchange);
    void drain(Exchange &exchange);
    void events(Exchange &exchange);
    void audit(Exchange &exchange);
    void drill(Exchange &exchange);
    // admin_sessions.cpp
    void listSessions(Exchange &exchange);
    void endSession(Exchange &exchange);
    void purgePreview(Exchange &exchange);
    void purgeStart(Exchange &exchange);
    void purgeState(Exchange &exchange);
    // admin_users.cpp
    void listUsers(Exchange &exchange);
    void createUsers(Exchange &exchange);
    void patchUser(Exchange &exchange);
    void deleteUser(Exchange &exchange);

    const Options m_options;
    const AdminTokens m_tokens;
    const TrustedProxies m_proxies;
    const std::string m_instance;
    const DrainHook m_drain;
    std::unique_ptr<JobThread> m_jobs; ///< for the calls that walk the table
    MetricsPage *m_page = nullptr;
    std::atomic<SessionService *> m_service{nullptr}; ///< set last: publishes m_page
    std::atomic<bool> m_draining{false};
    std::atomic<double> m_refuseRate{0.0};
};

/// The answer for a failed call of the core. `unauthorized` says what a 401 means there.
[[nodiscard]] Response failureResponse(const Error &error, Problem unauthorized = Problem::TokenInvalid);

[[nodiscard]] Response noContent();
[[nodiscard]] Response jsonResponse(std::string body, unsigned status = 200);

} // namespace sessiond::http
