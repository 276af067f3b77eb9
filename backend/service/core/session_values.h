// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/session_record.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sessiond {

/// A session as it enters the table: fresh from a login or read back from the journal.
struct NewSession
{
    Digest digest{};
    std::uint64_t serial = 0;
    std::string_view user;
    std::string_view address;
    std::int64_t created = 0;
    std::int64_t lastSeen = 0;
    std::string_view data;
};

/// What names a stored session inside the service.
struct SessionKey
{
    Digest digest{};
    std::uint64_t serial = 0;
    std::int64_t created = 0;
};

/// What find() copies out under the lock.
struct SessionFacts
{
    SessionKey key;
    std::int64_t lastSeen = 0;
    std::uint8_t userLength = 0;
    std::array<char, 64> user;

    [[nodiscard]] std::string userName() const { return {user.data(), userLength}; }
};

/// What a sweep took out of the table.
struct Removed
{
    std::uint64_t sessions = 0;
    std::uint64_t bytes = 0;
    std::vector<std::uint64_t> serials; ///< of those the journal still holds
    /// Of those a purge met and left alone because they were used in time; one may be met twice.
    std::vector<std::uint64_t> spared;
};

} // namespace sessiond
