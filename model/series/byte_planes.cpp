// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/byte_planes.h"

#include <bit>

namespace qd {

int planesFor(std::span<const std::uint64_t> values)
{
    std::uint64_t used = 0;
    for (const std::uint64_t value : values)
        used |= value;
    return (std::bit_width(used) + 7) / 8;
}

void appendPlanes(std::span<const std::uint64_t> values, int planes, std::vector<std::byte> &out)
{
    out.reserve(out.size() + values.size() * static_cast<std::size_t>(planes));
    for (int plane = 0; plane < planes; ++plane) {
        for (const std::uint64_t value : values)
            out.push_back(static_cast<std::byte>(value >> (8 * plane)));
    }
}

void readPlanes(std::span<const std::byte> bytes, int planes, std::span<std::uint64_t> values)
{
    for (std::uint64_t &value : values)
        value = 0;
    for (int plane = 0; plane < planes; ++plane) {
        const std::byte *from = bytes.data() + static_cast<std::size_t>(plane) * values.size();
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] |= std::to_integer<std::uint64_t>(from[i]) << (8 * plane);
    }
}

} // namespace qd
