// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace sessiond {

/// Anonymous pages straight from the system, so that giving back is not left to malloc. Not synchronised.
/// A region of fixed address: addresses are reserved once, pages come when written and go with shrinkTo().
class FixedRegion
{
public:
    explicit FixedRegion(std::size_t reserveBytes);
    ~FixedRegion();
    FixedRegion(const FixedRegion &) = delete;
    FixedRegion &operator=(const FixedRegion &) = delete;

    /// Makes [0, bytes) readable and writable; false when the reservation or the system has no more.
    [[nodiscard]] bool growTo(std::size_t bytes);
    /// Gives the whole pages beyond `bytes` back to the system; they read as zero afterwards.
    void shrinkTo(std::size_t bytes);
    [[nodiscard]] std::byte *data() const { return m_data; }
    /// Bytes that may be resident, in whole pages.
    [[nodiscard]] std::size_t used() const { return m_used; }

private:
    std::byte *m_data = nullptr;
    std::size_t m_reserved = 0;
    std::size_t m_writable = 0;
    std::size_t m_used = 0;
};

/// A region that may move when it grows (by remapping, never by copying).
class MovingRegion
{
public:
    MovingRegion() = default;
    ~MovingRegion();
    MovingRegion(const MovingRegion &) = delete;
    MovingRegion &operator=(const MovingRegion &) = delete;

    /// Exactly `bytes`, rounded to whole pages; what is new reads as zero. False and unchanged when the system
    /// refuses.
    [[nodiscard]] bool resize(std::size_t bytes);
    void swap(MovingRegion &other) noexcept;
    [[nodiscard]] std::byte *data() const { return m_data; }
    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    std::byte *m_data = nullptr;
    std::size_t m_size = 0;
};

} // namespace sessiond
