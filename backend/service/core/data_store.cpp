// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/data_store.h"

#include "backend/service/core/interner.h"

#include <algorithm>
#include <cstring>

namespace sessiond {
namespace {

// A handle is the class in the upper five bits and the cell's number in the lower 27.
constexpr unsigned kClassShift = 27;
constexpr std::uint32_t kCellMask = (1u << kClassShift) - 1;
// Regions grow by an eighth, at least this much: few system calls, and untouched pages are not resident anyway.
constexpr std::size_t kGrowth = 64 * 1024;

} // namespace

std::size_t DataStore::classOf(std::size_t size)
{
    return static_cast<std::size_t>(std::lower_bound(kSizes.begin(), kSizes.end(), size) - kSizes.begin());
}

std::uint32_t DataStore::cellBytes(std::size_t size)
{
    return size == 0 ? 0 : kSizes[classOf(size)] + static_cast<std::uint32_t>(sizeof(Header));
}

std::byte *DataStore::cell(std::uint32_t handle) const
{
    const std::size_t index = handle >> kClassShift;
    return m_classes[index].region.data() + std::size_t{handle & kCellMask} * (kSizes[index] + sizeof(Header));
}

bool DataStore::resize(std::size_t index, std::size_t bytes)
{
    MovingRegion &region = m_classes[index].region;
    return region.resize(bytes);
}

std::uint32_t DataStore::add(std::uint32_t owner, std::string_view bytes)
{
    const std::size_t index = classOf(bytes.size());
    Class &cells = m_classes[index];
    const std::size_t cellSize = kSizes[index] + sizeof(Header);
    const std::size_t needed = (cells.count + std::size_t{1}) * cellSize;
    const bool grown =
        needed <= cells.region.size() ||
        resize(index, std::max({needed, cells.region.size() / 8 * 9, cells.region.size() + kGrowth}));
    if (!grown || cells.count == kCellMask) {
        return kNone;
    }
    const std::uint32_t handle = static_cast<std::uint32_t>(index << kClassShift) | cells.count++;
    const Header header{owner, static_cast<std::uint32_t>(bytes.size())};
    std::memcpy(cell(handle), &header, sizeof header);
    std::memcpy(cell(handle) + sizeof header, bytes.data(), bytes.size());
    m_bytes.fetch_add(cellSize, std::memory_order_relaxed);
    return handle;
}

void DataStore::remove(std::uint32_t handle)
{
    const std::size_t index = handle >> kClassShift;
    Class &cells = m_classes[index];
    const std::size_t cellSize = kSizes[index] + sizeof(Header);
    const std::uint32_t last = static_cast<std::uint32_t>(index << kClassShift) | --cells.count;
    if (last != handle) {
        Header header{};
        std::memcpy(&header, cell(last), sizeof header);
        std::memcpy(cell(handle), cell(last), sizeof header + header.size);
        m_moved(m_context, header.owner, handle);
    }
    m_bytes.fetch_sub(cellSize, std::memory_order_relaxed);
    const std::size_t used = cells.count * cellSize;
    if (cells.region.size() > used / 2 * 3 + 4 * kGrowth) {
        (void)resize(index, used + kGrowth); // keeping more than needed is no failure
    }
}

std::string_view DataStore::read(std::uint32_t handle) const
{
    Header header{};
    std::memcpy(&header, cell(handle), sizeof header);
    return {reinterpret_cast<const char *>(cell(handle) + sizeof header), header.size};
}

void DataStore::setOwner(std::uint32_t handle, std::uint32_t owner)
{
    std::memcpy(cell(handle) + offsetof(Header, owner), &owner, sizeof owner);
}

void DataStore::trim()
{
    for (std::size_t index = 0; index < kSizes.size(); ++index) {
        (void)resize(index, m_classes[index].count * (kSizes[index] + sizeof(Header)));
    }
}

} // namespace sessiond
