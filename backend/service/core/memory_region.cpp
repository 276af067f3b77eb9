// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/memory_region.h"

#include <algorithm>
#include <new>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace sessiond {
namespace {

// Growing the writable part in steps keeps mprotect() off the path of most insertions; it costs no memory.
constexpr std::size_t kWritableStep = 256 * 1024;

std::size_t roundUp(std::size_t bytes, std::size_t step)
{
    return (bytes + step - 1) / step * step;
}

std::size_t pageSize()
{
    static const std::size_t size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    return size;
}

} // namespace

FixedRegion::FixedRegion(std::size_t reserveBytes)
    : m_reserved(roundUp(reserveBytes, kWritableStep))
{
    void *at = mmap(nullptr, m_reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) {
        throw std::bad_alloc();
    }
    // A huge page would keep 2 MiB resident for one live record of it.
    madvise(at, m_reserved, MADV_NOHUGEPAGE);
    m_data = static_cast<std::byte *>(at);
}

FixedRegion::~FixedRegion()
{
    munmap(m_data, m_reserved);
}

bool FixedRegion::growTo(std::size_t bytes)
{
    if (bytes > m_reserved) {
        return false;
    }
    if (bytes > m_writable) {
        const std::size_t wanted = std::min(m_reserved, roundUp(bytes, kWritableStep));
        if (mprotect(m_data + m_writable, wanted - m_writable, PROT_READ | PROT_WRITE) != 0) {
            return false;
        }
        m_writable = wanted;
    }
    m_used = std::max(m_used, roundUp(bytes, pageSize()));
    return true;
}

void FixedRegion::shrinkTo(std::size_t bytes)
{
    const std::size_t keep = roundUp(bytes, pageSize());
    if (keep < m_used) {
        madvise(m_data + keep, m_used - keep, MADV_DONTNEED);
        m_used = keep;
    }
}

MovingRegion::~MovingRegion()
{
    if (m_data != nullptr) {
        munmap(m_data, m_size);
    }
}

bool MovingRegion::resize(std::size_t bytes)
{
    const std::size_t wanted = roundUp(bytes, pageSize());
    if (wanted == m_size) {
        return true;
    }
    if (wanted == 0) {
        munmap(std::exchange(m_data, nullptr), std::exchange(m_size, 0));
        return true;
    }
    void *at = m_data == nullptr
                   ? mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                   : mremap(m_data, m_size, wanted, MREMAP_MAYMOVE);
    if (at == MAP_FAILED) {
        return false;
    }
    madvise(at, wanted, MADV_NOHUGEPAGE);
    m_data = static_cast<std::byte *>(at);
    m_size = wanted;
    return true;
}

void MovingRegion::swap(MovingRegion &other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
}

} // namespace sessiond
