// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/service_types.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sessiond {

/// Public session ids without storing them: the journal's serial number of a session, put through a keyed
/// permutation of 128 bits (four Feistel rounds of SipHash-2-4, Luby and Rackoff 1988). To everybody without the
/// key an id is random; here it leads back to its serial, and an invented one is recognised.
class SessionIds
{
public:
    /// Four round keys of 16 bytes, random, kept in the journal so that ids survive a restart.
    using Key = std::array<std::uint8_t, 64>;

    explicit SessionIds(const Key &key)
        : m_key(key)
    {}

    [[nodiscard]] SessionIdText textOf(std::uint64_t serial) const noexcept;
    /// Nothing for a text that was never an id of ours.
    [[nodiscard]] std::optional<std::uint64_t> serialOf(std::string_view text) const noexcept;

private:
    [[nodiscard]] std::uint64_t round(std::size_t index, std::uint64_t half) const noexcept;

    Key m_key;
};

} // namespace sessiond
