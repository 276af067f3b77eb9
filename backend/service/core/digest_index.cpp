// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/digest_index.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace sessiond {
namespace {

// 0 is empty; else tag << 24 | (record + 1), and all ones a tombstone.
constexpr std::uint32_t kEmpty = 0;
constexpr std::uint32_t kTombstone = 0xFFFFFFFFu;
constexpr std::uint32_t kRecordMask = 0x00FFFFFFu;
constexpr std::size_t kLeastSlots = 1024; // one page

/// The digest is uniform already: bytes 1 to 8 place it, byte 9 is the tag. Byte 0 chooses the shard.
std::size_t hashOf(const std::uint8_t *digest)
{
    std::uint64_t value = 0;
    std::memcpy(&value, digest + 1, sizeof value);
    return value;
}

std::uint32_t entryFor(const std::uint8_t *digest, std::uint32_t record)
{
    return std::uint32_t{digest[9]} << 24 | (record + 1);
}

} // namespace

bool DigestIndex::reserveOneMore(const Records &records)
{
    if (records.count >= kMostRecords) {
        return false;
    }
    if ((m_taken + 1) * 4 <= m_capacity * 3) {
        return true;
    }
    const std::size_t wanted =
        std::bit_ceil(std::max<std::size_t>(kLeastSlots, (records.count + std::size_t{1}) * 2));
    // With many tombstones the same size will do; never denser than 5/8 after a rebuild, or it would soon repeat.
    const std::size_t slots = (records.count + std::size_t{1}) * 8 <= wanted / 2 * 5 ? wanted / 2 : wanted;
    return rebuild(records, std::max(slots, kLeastSlots));
}

bool DigestIndex::rebuild(const Records &records, std::size_t slotCount)
{
    MovingRegion fresh;
    if (!fresh.resize(slotCount * sizeof(std::uint32_t))) {
        return false;
    }
    m_region.swap(fresh);
    m_capacity = slotCount;
    m_taken = 0;
    for (std::uint32_t record = 0; record < records.count; ++record) {
        Digest digest;
        std::memcpy(digest.data(), records.data + record * records.stride, digest.size());
        insert(digest, record);
    }
    return true;
}

void DigestIndex::insert(const Digest &digest, std::uint32_t record)
{
    const std::size_t mask = m_capacity - 1;
    std::size_t at = hashOf(digest.data()) & mask;
    while (slots()[at] != kEmpty && slots()[at] != kTombstone) {
        at = (at + 1) & mask;
    }
    m_taken += slots()[at] == kEmpty ? 1 : 0;
    slots()[at] = entryFor(digest.data(), record);
}

std::uint32_t DigestIndex::find(const Records &records, const Digest &digest) const
{
    if (m_capacity == 0) {
        return kNotFound;
    }
    const std::size_t mask = m_capacity - 1;
    for (std::size_t at = hashOf(digest.data()) & mask; slots()[at] != kEmpty; at = (at + 1) & mask) {
        const std::uint32_t entry = slots()[at];
        if (entry >> 24 != digest[9] || entry == kTombstone) {
            continue;
        }
        const std::uint32_t record = (entry & kRecordMask) - 1;
        Digest stored;
        std::memcpy(stored.data(), records.data + record * records.stride, stored.size());
        if (equalInConstantTime(stored, digest)) {
            return record;
        }
    }
    return kNotFound;
}

std::size_t DigestIndex::slotOf(const Digest &digest, std::uint32_t record) const
{
    const std::size_t mask = m_capacity - 1;
    const std::uint32_t wanted = entryFor(digest.data(), record);
    std::size_t at = hashOf(digest.data()) & mask;
    while (slots()[at] != wanted) {
        at = (at + 1) & mask;
    }
    return at;
}

void DigestIndex::erase(const Digest &digest, std::uint32_t record)
{
    const std::size_t mask = m_capacity - 1;
    std::size_t at = slotOf(digest, record);
    slots()[at] = kTombstone;
    // Tombstones before an empty slot bar nobody's way; most removals leave none behind.
    while (slots()[(at + 1) & mask] == kEmpty && slots()[at] == kTombstone) {
        slots()[at] = kEmpty;
        --m_taken;
        at = (at - 1) & mask;
    }
}

void DigestIndex::renumber(const Digest &digest, std::uint32_t from, std::uint32_t to)
{
    slots()[slotOf(digest, from)] = entryFor(digest.data(), to);
}

void DigestIndex::shrink(const Records &records)
{
    if (m_capacity > kLeastSlots && records.count * std::size_t{4} < m_capacity) {
        (void)rebuild(records, std::bit_ceil(std::max(kLeastSlots, records.count * std::size_t{2})));
    }
}

} // namespace sessiond
