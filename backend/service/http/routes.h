// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/http/request_head.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sessiond::http {

enum class Plane : std::uint8_t { Data, Admin };

/// Scopes of admin tokens; each holds the ones before it.
enum class Scope : std::uint8_t { None, Read, Operate, Admin };

enum class Route : std::uint8_t {
    Validate,
    Login,
    Introspect,
    DataGet,
    DataPut,
    Logout,
    LogoutAll,
    OwnSessions,
    EndOwnSession,
    Password,
    Me,
    Healthz,
    Readyz,
    Metrics,
    Status,
    ListSessions,
    EndSession,
    PurgePreview,
    PurgeStart,
    PurgeState,
    Collect,
    Drain,
    ListUsers,
    CreateUsers,
    PatchUser,
    DeleteUser,
    Events,
    Audit,
    Drill,
    Count
};

/// The `route` label of sessiond_http_requests_total: few, because every one of them times its codes is a series.
enum class RouteLabel : std::uint8_t {
    Validate,
    Login,
    Introspect,
    SessionData,
    Logout,
    Sessions,
    Password,
    Me,
    Health,
    Metrics,
    Admin,
    Gate, ///< refused before its route was reached: the gate itself, or an admin token
    Count
};
[[nodiscard]] std::string_view nameOf(RouteLabel label);

struct RouteInfo
{
    Route id;
    Plane plane;
    Method method;
    std::string_view pattern; ///< a trailing "/*" stands for one segment
    RouteLabel label;
    Scope scope = Scope::None; ///< of the admin token it needs
    std::size_t bodyLimit = 0; ///< bytes
    bool secret = false;       ///< its body or answer carries a password or a token: wiped after use
};

struct RouteMatch
{
    const RouteInfo *route = nullptr; ///< null when the path is unknown or does not take the method
    std::string_view parameter;       ///< what stood for "*", still percent-encoded
    unsigned methods = 0;             ///< bit per Method the path takes; 0 when it is unknown
};
[[nodiscard]] RouteMatch matchRoute(Plane plane, Method method, std::string_view path);

/// The value of an Allow field, e.g. "GET, PUT".
[[nodiscard]] std::string allowValue(unsigned methods);

} // namespace sessiond::http
