// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/routes.h"

#include <array>

namespace sessiond::http {
namespace {

constexpr std::size_t kLoginBody = 4 * 1024;
constexpr std::size_t kBody = 20 * 1024;
/// Bulk creation: some 10,000 users with names and passwords of common length.
constexpr std::size_t kBulkBody = 1024 * 1024;

constexpr std::array kRoutes{
    RouteInfo{Route::Validate, Plane::Data, Method::Get, "/v1/session", RouteLabel::Validate},
    RouteInfo{Route::Login, Plane::Data, Method::Post, "/v1/login", RouteLabel::Login, Scope::None, kLoginBody,
              true},
    RouteInfo{Route::Introspect, Plane::Data, Method::Post, "/v1/introspect", RouteLabel::Introspect, Scope::Read,
              kBody, true},
    RouteInfo{Route::DataGet, Plane::Data, Method::Get, "/v1/session/data", RouteLabel::SessionData},
    RouteInfo{Route::DataPut, Plane::Data, Method::Put, "/v1/session/data", RouteLabel::SessionData, Scope::None,
              kBody},
    RouteInfo{Route::Logout, Plane::Data, Method::Post, "/v1/logout", RouteLabel::Logout, Scope::None, kBody},
    RouteInfo{Route::LogoutAll, Plane::Data, Method::Post, "/v1/logout-all", RouteLabel::Logout, Scope::None,
              kBody},
    RouteInfo{Route::OwnSessions, Plane::Data, Method::Get, "/v1/sessions", RouteLabel::Sessions},
    RouteInfo{Route::EndOwnSession, Plane::Data, Method::Delete, "/v1/sessions/*", RouteLabel::Sessions,
              Scope::None, kBody, true},
    RouteInfo{Route::Password, Plane::Data, Method::Post, "/v1/password", RouteLabel::Password, Scope::None, kBody,
              true},
    RouteInfo{Route::Me, Plane::Data, Method::Get, "/v1/me", RouteLabel::Me},
    RouteInfo{Route::Healthz, Plane::Data, Method::Get, "/healthz", RouteLabel::Health},
    RouteInfo{Route::Readyz, Plane::Data, Method::Get, "/readyz", RouteLabel::Health},

    RouteInfo{Route::Metrics, Plane::Admin, Method::Get, "/metrics", RouteLabel::Metrics, Scope::Read},
    RouteInfo{Route::Healthz, Plane::Admin, Method::Get, "/healthz", RouteLabel::Health},
    RouteInfo{Route::Readyz, Plane::Admin, Method::Get, "/readyz", RouteLabel::Health},
    RouteInfo{Route::Status, Plane::Admin, Method::Get, "/admin/v1/status", RouteLabel::Admin, Scope::Read},
    RouteInfo{Route::ListSessions, Plane::Admin, Method::Get, "/admin/v1/sessions", RouteLabel::Admin,
              Scope::Read},
    RouteInfo{Route::EndSession, Plane::Admin, Method::Delete, "/admin/v1/sessions/*", RouteLabel::Admin,
              Scope::Operate, kBody},
    RouteInfo{Route::PurgePreview, Plane::Admin, Method::Post, "/admin/v1/purge/preview", RouteLabel::Admin,
              Scope::Operate, kBody},
    RouteInfo{Route::PurgeStart, Plane::Admin, Method::Post, "/admin/v1/purge", RouteLabel::Admin, Scope::Operate,
              kBody},
    RouteInfo{Route::PurgeState, Plane::Admin, Method::Get, "/admin/v1/purge/*", RouteLabel::Admin, Scope::Read},
    RouteInfo{Route::Collect, Plane::Admin, Method::Post, "/admin/v1/collect", RouteLabel::Admin, Scope::Operate,
              kBody},
    RouteInfo{Route::Drain, Plane::Admin, Method::Post, "/admin/v1/drain", RouteLabel::Admin, Scope::Operate,
              kBody},
    RouteInfo{Route::ListUsers, Plane::Admin, Method::Get, "/admin/v1/users", RouteLabel::Admin, Scope::Read},
    RouteInfo{Route::CreateUsers, Plane::Admin, Method::Post, "/admin/v1/users", RouteLabel::Admin, Scope::Admin,
              kBulkBody, true},
    RouteInfo{Route::PatchUser, Plane::Admin, Method::Patch, "/admin/v1/users/*", RouteLabel::Admin, Scope::Admin,
              kBody, true},
    RouteInfo{Route::DeleteUser, Plane::Admin, Method::Delete, "/admin/v1/users/*", RouteLabel::Admin,
              Scope::Admin, kBody},
    RouteInfo{Route::Events, Plane::Admin, Method::Get, "/admin/v1/events", RouteLabel::Admin, Scope::Read},
    RouteInfo{Route::Audit, Plane::Admin, Method::Get, "/admin/v1/audit", RouteLabel::Admin, Scope::Read},
    RouteInfo{Route::Drill, Plane::Admin, Method::Put, "/admin/v1/drill", RouteLabel::Admin, Scope::Admin, kBody},
};

bool isPattern(std::string_view pattern)
{
    return pattern.ends_with("/*");
}

/// Exact paths win over patterns, so "/admin/v1/purge/preview" is never taken for an id.
bool isExactPath(Plane plane, std::string_view path)
{
    for (const RouteInfo &info : kRoutes) {
        if (info.plane == plane && info.pattern == path) {
            return true;
        }
    }
    return false;
}

bool matches(const RouteInfo &info, std::string_view path, std::string_view &parameter)
{
    if (!isPattern(info.pattern)) {
        return info.pattern == path;
    }
    const std::string_view prefix = info.pattern.substr(0, info.pattern.size() - 1);
    if (!path.starts_with(prefix) || path.size() == prefix.size()) {
        return false;
    }
    parameter = path.substr(prefix.size());
    return parameter.find('/') == std::string_view::npos;
}

} // namespace

std::string_view nameOf(RouteLabel label)
{
    static constexpr std::array<std::string_view, static_cast<std::size_t>(RouteLabel::Count)> names{
        "validate", "login", "introspect", "session_data", "logout", "sessions",
        "password", "me",    "health",     "metrics",      "admin",  "gate"};
    return names[static_cast<std::size_t>(label)];
}

RouteMatch matchRoute(Plane plane, Method method, std::string_view path)
{
    RouteMatch match;
    if (plane == Plane::Data && method == Method::Get && path == kRoutes.front().pattern) {
        match.route = &kRoutes.front();
        return match;
    }
    const bool exact = isExactPath(plane, path);
    for (const RouteInfo &info : kRoutes) {
        std::string_view parameter;
        if (info.plane != plane || (exact && isPattern(info.pattern)) || !matches(info, path, parameter)) {
            continue;
        }
        match.methods |= 1U << static_cast<unsigned>(info.method);
        if (info.method == method) {
            match.route = &info;
            match.parameter = parameter;
        }
    }
    return match;
}

std::string allowValue(unsigned methods)
{
    static constexpr std::array<std::string_view, 5> names{"GET", "POST", "PUT", "PATCH", "DELETE"};
    std::string value;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (methods & (1U << i)) {
            value.append(value.empty() ? "" : ", ").append(names[i]);
        }
    }
    return value;
}

} // namespace sessiond::http
