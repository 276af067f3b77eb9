// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/memory_region.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <span>
#include <string_view>

namespace sessiond {

/// The data of many sessions in cells of 22 sizes. The cells of one size stand without gaps: freeing one moves the
/// last into its place, so nothing needs compacting later and every emptied page goes back to the system. Callers
/// lock mutex() around every call but bytes() and cellBytes().
class DataStore
{
public:
    /// Told when the data of `owner` has moved and is now found under `handle`.
    using Moved = void (*)(void *context, std::uint32_t owner, std::uint32_t handle);
    DataStore(Moved moved, void *context)
        : m_moved(moved)
        , m_context(context)
    {}

    /// Stores 1 to 16,384 bytes; kNone when the system gives no memory.
    [[nodiscard]] std::uint32_t add(std::uint32_t owner, std::string_view bytes);
    void remove(std::uint32_t handle);
    [[nodiscard]] std::string_view read(std::uint32_t handle) const;
    /// The owner is known by another number from now on.
    void setOwner(std::uint32_t handle, std::uint32_t owner);
    /// Gives back what freed cells still hold, to the page.
    void trim();

    [[nodiscard]] std::mutex &mutex() const { return m_mutex; }
    /// What data of this size costs, its header and rounding included; 0 for 0.
    [[nodiscard]] static std::uint32_t cellBytes(std::size_t size);
    [[nodiscard]] std::uint64_t bytes() const { return m_bytes.load(std::memory_order_relaxed); }

private:
    struct Header
    {
        std::uint32_t owner;
        std::uint32_t size;
    };
    static constexpr std::array<std::uint32_t, 22> kSizes{64,   96,   128,  192,   256,   384,  512,  640,
                                                          768,  1024, 1280, 1536,  2048,  2560, 3072, 4096,
                                                          5120, 6144, 8192, 10240, 12288, 16384};
    struct Class
    {
        MovingRegion region;
        std::uint32_t count = 0;
    };

    [[nodiscard]] std::byte *cell(std::uint32_t handle) const;
    [[nodiscard]] static std::size_t classOf(std::size_t size);
    bool resize(std::size_t index, std::size_t bytes);

    mutable std::mutex m_mutex;
    Moved m_moved;
    void *m_context;
    std::array<Class, kSizes.size()> m_classes;
    std::atomic<std::uint64_t> m_bytes{0};
};

} // namespace sessiond
