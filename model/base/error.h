// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <tl/expected.hpp>

namespace qd {

/// What went wrong, for logic. Words for people stand beside it in Error.
enum class ErrorCode {
    Invalid,      ///< the input does not have the required shape
    NotFound,     ///< what was named does not exist
    Refused,      ///< understood, and not allowed here or now
    Unauthorized, ///< the other side does not know our token
    Conflict,     ///< the state has moved on since it was looked at
    Unavailable,  ///< the other side does not answer or is not ready
    Timeout,      ///< no answer within the deadline
    TooLarge,     ///< a bound on size or count was reached
    Io,           ///< the disk or the operating system said no
    Corrupt,      ///< stored data is damaged
    Internal,     ///< a fault of our own
};

/// An expected failure: a code for logic and one line for people that says what happened and what to do.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString words;
};

template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> failure(ErrorCode code, QString words)
{
    return tl::unexpected<Error>(Error{code, std::move(words)});
}

} // namespace qd
