// SPDX-License-Identifier: GPL-3.0-or-later
// Every name that both sides of the wire must spell alike. Frozen: a change here is a change of the contract.
#pragma once

#include <array>
#include <string_view>

namespace qd::protocol {

inline constexpr int kApiVersion = 1;

/// Bounds of what travels.
inline constexpr std::size_t kMaxSessionDataBytes = 16 * 1024;
inline constexpr std::size_t kMaxUserNameLength = 64;
inline constexpr std::size_t kMinPasswordLength = 8;
inline constexpr std::size_t kMaxPasswordLength = 256;
inline constexpr std::size_t kPreviewSampleSize = 20;
inline constexpr std::size_t kMaxPageSize = 1000;

namespace path {
inline constexpr std::string_view kLogin = "/v1/login";
inline constexpr std::string_view kSession = "/v1/session";
inline constexpr std::string_view kIntrospect = "/v1/introspect";
inline constexpr std::string_view kSessionData = "/v1/session/data";
inline constexpr std::string_view kLogout = "/v1/logout";
inline constexpr std::string_view kLogoutAll = "/v1/logout-all";
inline constexpr std::string_view kSessions = "/v1/sessions";
inline constexpr std::string_view kPassword = "/v1/password";
inline constexpr std::string_view kMe = "/v1/me";
inline constexpr std::string_view kHealth = "/healthz";
inline constexpr std::string_view kReady = "/readyz";
inline constexpr std::string_view kMetrics = "/metrics";
inline constexpr std::string_view kAdminStatus = "/admin/v1/status";
inline constexpr std::string_view kAdminSessions = "/admin/v1/sessions";
inline constexpr std::string_view kAdminPurgePreview = "/admin/v1/purge/preview";
inline constexpr std::string_view kAdminPurge = "/admin/v1/purge";
inline constexpr std::string_view kAdminCollect = "/admin/v1/collect";
inline constexpr std::string_view kAdminDrain = "/admin/v1/drain";
inline constexpr std::string_view kAdminUsers = "/admin/v1/users";
inline constexpr std::string_view kAdminEvents = "/admin/v1/events";
inline constexpr std::string_view kAdminAudit = "/admin/v1/audit";
inline constexpr std::string_view kAdminAuditVerify = "/admin/v1/audit/verify";
inline constexpr std::string_view kAdminDrill = "/admin/v1/drill";
} // namespace path

namespace scope {
inline constexpr std::string_view kRead = "read";
inline constexpr std::string_view kOperate = "operate";
inline constexpr std::string_view kAdmin = "admin";
} // namespace scope

namespace header {
inline constexpr std::string_view kOperator = "X-Operator";
inline constexpr std::string_view kAuthUser = "X-Auth-User";
} // namespace header

namespace metric {
inline constexpr std::string_view kResidentBytes = "process_resident_memory_bytes";
inline constexpr std::string_view kCpuSeconds = "process_cpu_seconds_total";
inline constexpr std::string_view kStartTime = "process_start_time_seconds";
inline constexpr std::string_view kOpenFds = "process_open_fds";
inline constexpr std::string_view kMaxFds = "process_max_fds";
inline constexpr std::string_view kMemoryBytes = "sessiond_memory_bytes"; ///< {component}
inline constexpr std::string_view kMemoryUnaccounted = "sessiond_memory_unaccounted_bytes";
inline constexpr std::string_view kMemoryLimit = "sessiond_memory_limit_bytes";
inline constexpr std::string_view kSessions = "sessiond_sessions"; ///< {state}
inline constexpr std::string_view kRetainedAfterPass = "sessiond_sessions_retained_after_pass";
inline constexpr std::string_view kCreated = "sessiond_sessions_created_total";
inline constexpr std::string_view kEnded = "sessiond_sessions_ended_total"; ///< {reason}
inline constexpr std::string_view kCollected = "sessiond_sessions_collected_total";
inline constexpr std::string_view kCollectorPasses = "sessiond_collector_passes_total";
inline constexpr std::string_view kCollectorPassSeconds = "sessiond_collector_pass_duration_seconds";
inline constexpr std::string_view kHttpRequests = "sessiond_http_requests_total";          ///< {route,code}
inline constexpr std::string_view kHttpSeconds = "sessiond_http_request_duration_seconds"; ///< {route}
inline constexpr std::string_view kHttpInFlight = "sessiond_http_requests_in_flight";
inline constexpr std::string_view kConnections = "sessiond_connections";
inline constexpr std::string_view kDbSeconds = "sessiond_db_query_duration_seconds"; ///< {query}
inline constexpr std::string_view kHashQueue = "sessiond_password_hash_queue";
inline constexpr std::string_view kBuildInfo = "sessiond_build_info"; ///< {release}

/// Values of the label `component` of kMemoryBytes, in the order the window stacks them.
inline constexpr std::array<std::string_view, 7> kComponents{"sessions", "session_data", "retained", "journal",
                                                             "accounts", "http",         "hashing"};
/// Values of the label `state` of kSessions.
inline constexpr std::array<std::string_view, 3> kStates{"active", "expired", "retained"};
} // namespace metric

/// Values of `kind` in `GET /admin/v1/events`.
namespace event {
inline constexpr std::string_view kStarted = "started";
inline constexpr std::string_view kReady = "ready";
inline constexpr std::string_view kDraining = "draining";
inline constexpr std::string_view kPurgeAccepted = "purge_accepted";
inline constexpr std::string_view kPurgeDone = "purge_done";
inline constexpr std::string_view kSessionEnded = "session_ended"; ///< by an operator; logouts are no events
inline constexpr std::string_view kCollectRequested = "collect_requested";
inline constexpr std::string_view kUsersCreated = "users_created";
inline constexpr std::string_view kUserDisabled = "user_disabled";
inline constexpr std::string_view kUserEnabled = "user_enabled";
inline constexpr std::string_view kPasswordReset = "password_reset";
inline constexpr std::string_view kUserDeleted = "user_deleted";
inline constexpr std::string_view kDrillChanged = "drill_changed";
inline constexpr std::string_view kJournalFailed = "journal_failed";
inline constexpr std::string_view kJournalRecovered = "journal_recovered";
} // namespace event

} // namespace qd::protocol
