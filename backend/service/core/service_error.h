// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <tl/expected.hpp>

namespace sessiond {

/// What went wrong, for logic. The gate maps each to one HTTP status and one problem type.
enum class Failure {
    Invalid,      ///< 400: a value does not have the required shape
    Unauthorized, ///< 401: no live session for the token, or wrong name or password (never told apart)
    Refused,      ///< 403: understood and not allowed, e.g. a password of the session's owner was wrong
    NotFound,     ///< 404
    Conflict,     ///< 409: exists already, preview used up by another purge, drill not enabled
    Gone,         ///< 410: the preview is older than its 120 s, the events are no longer kept
    TooLarge,     ///< 413
    Throttled,    ///< 429 with retryAfter
    Busy,         ///< 503: hashing or a cap is saturated, try again
    Unavailable,  ///< 503: the journal cannot make it durable, loading, or draining
    Corrupt,      ///< at start only: journal damaged, one line, exit 2
    Internal,     ///< 500
};

struct Error
{
    Failure code = Failure::Internal;
    std::string words;                  ///< one line for people; holds no secret
    std::chrono::seconds retryAfter{0}; ///< for Throttled and Busy
};

template <typename T>
using Outcome = tl::expected<T, Error>;

/// Called exactly once, on a thread of the core's (journal, hash or query). It must not block or throw: post it.
template <typename T>
using Done = std::function<void(Outcome<T>)>;

[[nodiscard]] inline tl::unexpected<Error> failure(Failure code, std::string words,
                                                   std::chrono::seconds retryAfter = {})
{
    return tl::unexpected<Error>(Error{code, std::move(words), retryAfter});
}

} // namespace sessiond
