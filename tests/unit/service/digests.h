// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/token.h"

#include <cstdint>
#include <cstring>

namespace sessiond::test {

/// One for each number; neighbours lie in different shards.
[[nodiscard]] inline Digest digestOf(std::uint64_t number)
{
    Digest digest{};
    std::memcpy(digest.data() + 1, &number, sizeof number);
    digest[0] = static_cast<std::uint8_t>(number * 37);
    return digest;
}

} // namespace sessiond::test
