// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace qd::test {

// As the service writes it, shortened.
inline constexpr std::string_view prometheusText =
    R"(# HELP process_resident_memory_bytes Resident memory size in bytes.
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 4.8234496e+07
# HELP sessiond_build_info Release of this service.
# TYPE sessiond_build_info gauge
sessiond_build_info{release="2024.8.1 \"blue\" C:\\srv\n"} 1
# HELP sessiond_sessions Sessions stored, by state.
# TYPE sessiond_sessions gauge
sessiond_sessions{state="active"} 12034
sessiond_sessions{state="expired"} 17
sessiond_sessions{state="retained"} 0
# HELP sessiond_http_requests_total Requests answered.
# TYPE sessiond_http_requests_total counter
sessiond_http_requests_total{route="login",code="200"} 5123
sessiond_http_requests_total{route="login",code="401"} 12
sessiond_http_requests_total{route="validate",code="200"} 9.1234e6
# HELP sessiond_http_request_duration_seconds Time from the last byte read to the first byte written.
# TYPE sessiond_http_request_duration_seconds histogram
sessiond_http_request_duration_seconds_bucket{route="login",le="1.6e-05"} 0
sessiond_http_request_duration_seconds_bucket{route="login",le="0.016"} 2100
sessiond_http_request_duration_seconds_bucket{route="login",le="+Inf"} 5135
sessiond_http_request_duration_seconds_sum{route="login"} 101.25
sessiond_http_request_duration_seconds_count{route="login"} 5135
# TYPE rpc summary
rpc{quantile="0.99"} NaN
rpc_sum 1.7560473e+07
rpc_count 2693
untyped_thing -Inf 1395066363000
)";

inline constexpr std::string_view openMetricsText = R"(# TYPE sessiond_sessions_created counter
# HELP sessiond_sessions_created Sessions created.
sessiond_sessions_created_total 5123.0
sessiond_sessions_created_created 1395066363.5
# TYPE sessiond_db_query_duration_seconds histogram
# UNIT sessiond_db_query_duration_seconds seconds
# HELP sessiond_db_query_duration_seconds Time in the "database".
sessiond_db_query_duration_seconds_bucket{query="profile",le="0.1"} 8 # {} 0.054
sessiond_db_query_duration_seconds_bucket{query="profile",le="+Inf"} 10 1395066363.125 # {trace_id="KOO5S4vxi0o"} 9.8 1520879607.789
sessiond_db_query_duration_seconds_sum{query="profile"} 10.0
sessiond_db_query_duration_seconds_count{query="profile"} 10 1395066363.125
# TYPE build info
build_info{release="1"} 1
plain_thing 3
# EOF
)";

} // namespace qd::test
