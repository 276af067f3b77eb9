// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace qd {

static_assert(std::endian::native == std::endian::little, "files are little-endian and are copied as they are");

template <std::integral T>
void appendLittle(std::vector<std::byte> &out, T value)
{
    const auto at = out.size();
    out.resize(at + sizeof(T));
    std::memcpy(out.data() + at, &value, sizeof(T));
}

/// Reads little-endian fields one after the other. Reading past the end gives zeros and is remembered, so that a
/// caller reads a whole structure and then asks once.
class LittleReader
{
public:
    explicit LittleReader(std::span<const std::byte> bytes)
        : m_left(bytes)
    {}

    template <std::integral T>
    [[nodiscard]] T take()
    {
        T value{};
        const auto bytes = take(sizeof(T));
        if (bytes.size() == sizeof(T))
            std::memcpy(&value, bytes.data(), sizeof(T));
        return value;
    }

    /// The next `count` bytes; empty when there are fewer.
    [[nodiscard]] std::span<const std::byte> take(std::size_t count)
    {
        if (count > m_left.size()) {
            m_overrun = true;
            m_left = {};
            return {};
        }
        const auto bytes = m_left.first(count);
        m_left = m_left.subspan(count);
        return bytes;
    }

    [[nodiscard]] std::span<const std::byte> left() const { return m_left; }
    [[nodiscard]] bool overrun() const { return m_overrun; }

private:
    std::span<const std::byte> m_left;
    bool m_overrun = false;
};

} // namespace qd
