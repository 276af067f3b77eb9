// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/session_table.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sessiond {

/// The stored shape of a session (frozen, little endian): digest (32), created (8), length and bytes of the user,
/// length and bytes of the address, checksum (8) over the serial number and all before. Last seen stands in a
/// column of its own, because it changes.
[[nodiscard]] std::string encodeSession(std::uint64_t serial, const NewSession &session, std::uint64_t &sum);

/// Nothing for a damaged row. The texts point into `row`.
[[nodiscard]] std::optional<NewSession> decodeSession(std::uint64_t serial, std::string_view row,
                                                      std::uint64_t &sum);

/// Session data with its checksum (8, over the serial number and the data) behind it.
[[nodiscard]] std::string encodeData(std::uint64_t serial, std::string_view data, std::uint64_t &sum);
[[nodiscard]] std::optional<std::string_view> decodeData(std::uint64_t serial, std::string_view row,
                                                         std::uint64_t &sum);

/// The checksum at the end of either row, unchecked.
[[nodiscard]] std::uint64_t storedSum(std::string_view row);

} // namespace sessiond
