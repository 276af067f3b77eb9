// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/http/response.h"

#include <string_view>

namespace sessiond::http {

/// Every way this service says no (RFC 9457). `docs/api.md` lists them; their `type` is
/// "urn:sessiond:problem:" and a slug, frozen once published.
enum class Problem : unsigned char {
    Malformed,
    BadTarget,
    BadBody,
    BadParameter,
    CredentialsMissing,
    CredentialsWrong,
    TokenInvalid,
    ScopeTooSmall,
    PasswordWrong,
    CrossSite,
    NotFound,
    MethodNotAllowed,
    Timeout,
    Conflict,
    Gone,
    TransferEncoding,
    BodyTooLarge,
    MediaType,
    ConfirmationMissing,
    Expectation,
    Misdirected,
    Throttled,
    HeadTooLarge,
    Internal,
    Saturated,
    Unavailable,
    NotReady,
    Version,
    Count
};

[[nodiscard]] unsigned statusOf(Problem problem);

/// The whole answer. `detail` is for people and says nothing that differs between users who exist and users who
/// do not. A 401 gets its WWW-Authenticate here.
[[nodiscard]] Response problemResponse(Problem problem, std::string_view detail = {});

} // namespace sessiond::http
