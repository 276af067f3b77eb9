// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace sessiond::http {

inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kProblemJson = "application/problem+json";

/// An answer on its way to a connection.
struct Response
{
    unsigned status = 200;
    std::string_view contentType = kJson; ///< static storage
    std::string body;
    std::string fields;  ///< more header lines, each ending in CRLF, values already checked
    bool close = false;  ///< close the connection afterwards
    bool atGate = false; ///< counted under route="gate": refused for its admin token

    void addField(std::string_view name, std::string_view value);
};

/// An answer to HEAD says how long the body is and leaves it out (RFC 9110, 9.3.2).
enum class WithBody : bool { No, Yes };

/// Serialises after what `out` holds: status line, Date, Cache-Control: no-store, the fields, the body. The status
/// must be one of kStatuses in request_cells.h. A 204 has no body.
void writeResponse(std::string &out, const Response &response, bool close, WithBody withBody = WithBody::Yes);

/// The same for the hot path: no Response, no allocation once `out` has its size. `body` is JSON.
void writeJson(std::string &out, std::string_view fields, std::string_view body, bool close);

/// IMF-fixdate of now, renewed once a second for each thread.
[[nodiscard]] std::string_view httpDate();

} // namespace sessiond::http
