// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace qd {

/// Small magnitudes of either sign to small numbers: 0, -1, 1, -2 … become 0, 1, 2, 3 … (Protocol Buffers,
/// "ZigZag").
[[nodiscard]] constexpr std::uint64_t zigzag(std::uint64_t difference)
{
    return (difference << 1U) ^ (0 - (difference >> 63U));
}
[[nodiscard]] constexpr std::uint64_t unzigzag(std::uint64_t code)
{
    return (code >> 1U) ^ (0 - (code & 1U));
}

/// Bytes that the largest of the values needs: 0 (all are nothing) to 8.
[[nodiscard]] int planesFor(std::span<const std::uint64_t> values);
/// Appends the lowest byte of every value, then the second of every value, and so on: planes * size bytes.
void appendPlanes(std::span<const std::uint64_t> values, int planes, std::vector<std::byte> &out);
/// The values back; `bytes` must hold planes * values.size().
void readPlanes(std::span<const std::byte> bytes, int planes, std::span<std::uint64_t> values);

} // namespace qd
