// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace qd::protocol {

/// Why a text or document was not accepted: one line for people, without the offending value where it may be
/// secret.
struct Error
{
    std::string words;
};

template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> failure(std::string words)
{
    return tl::unexpected<Error>(Error{std::move(words)});
}

} // namespace qd::protocol
