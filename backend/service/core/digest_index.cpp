// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/digest_index.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

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
    // Each insertion moves more than what the next size has room for, so that it is over before that is full.
    constexpr Step kWithAnInsertion{16, 4096};
    if (records.count >= kMostRecords) {
        return false;
    }
    moveSome(records, kWithAnInsertion);
    if ((m_now.taken + 1) * 4 <= m_now.capacity * 3) {
        return true;
    }
    moveSome(records, {kNowhere, kNowhere}); // a much larger size than this one may still be moving into it
    const std::size_t wanted =
        std::bit_ceil(std::max<std::size_t>(kLeastSlots, (records.count + std::size_t{1}) * 2));
    // With many tombstones the same size will do; never denser than 5/8 after a move, or it would soon repeat.
    const std::size_t slots = (records.count + std::size_t{1}) * 8 <= wanted / 2 * 5 ? wanted / 2 : wanted;
    return begin(std::max(slots, kLeastSlots));
}

bool DigestIndex::begin(std::size_t slots)
{
    Slots fresh;
    if (!fresh.region.resize(slots * sizeof(std::uint32_t))) {
        return false;
    }
    fresh.capacity = slots;
    m_before.swap(m_now);
    m_now.swap(fresh);
    m_moved = 0;
    return true;
}

void DigestIndex::moveSome(const Records &records, Step step)
{
    std::uint32_t *const from = m_before.data();
    for (; m_moved < m_before.capacity && step.moves > 0 && step.looks > 0; ++m_moved, --step.looks) {
        const std::uint32_t entry = from[m_moved];
        if (entry == kEmpty || entry == kTombstone) {
            continue;
        }
        const std::uint32_t record = (entry & kRecordMask) - 1;
        m_now.insert(reinterpret_cast<const std::uint8_t *>(records.data + record * records.stride), record);
        from[m_moved] = kTombstone; // who probes past it goes on
        --step.moves;
    }
    if (isMoving() && m_moved == m_before.capacity) {
        Slots().swap(m_before);
    }
}

bool DigestIndex::shrink(const Records &records)
{
    constexpr Step kWithASlice{1024, 65'536};
    if (!isMoving() && m_now.capacity > kLeastSlots && records.count * std::size_t{4} < m_now.capacity &&
        !begin(std::bit_ceil(std::max(kLeastSlots, records.count * std::size_t{2})))) {
        return false; // no memory for less memory: the next slice tries again
    }
    moveSome(records, kWithASlice);
    return isMoving();
}

void DigestIndex::insert(const Digest &digest, std::uint32_t record)
{
    m_now.insert(digest.data(), record);
}

std::uint32_t DigestIndex::find(const Records &records, const Digest &digest) const
{
    const std::uint32_t found = m_now.find(records, digest);
    return found == kNotFound && isMoving() ? m_before.find(records, digest) : found;
}

void DigestIndex::erase(const Digest &digest, std::uint32_t record)
{
    const std::size_t at = m_now.at(digest, record);
    at != kNowhere ? m_now.erase(at) : m_before.erase(m_before.at(digest, record));
}

void DigestIndex::renumber(const Digest &digest, std::uint32_t from, std::uint32_t to)
{
    const std::size_t at = m_now.at(digest, from);
    (at != kNowhere ? m_now.data()[at] : m_before.data()[m_before.at(digest, from)]) = entryFor(digest.data(), to);
}

void DigestIndex::Slots::insert(const std::uint8_t *digest, std::uint32_t record)
{
    const std::size_t mask = capacity - 1;
    std::uint32_t *const slots = data();
    std::size_t slot = hashOf(digest) & mask;
    while (slots[slot] != kEmpty && slots[slot] != kTombstone) {
        slot = (slot + 1) & mask;
    }
    taken += slots[slot] == kEmpty ? 1 : 0;
    slots[slot] = entryFor(digest, record);
}

std::uint32_t DigestIndex::Slots::find(const Records &records, const Digest &digest) const
{
    if (capacity == 0) {
        return kNotFound;
    }
    const std::size_t mask = capacity - 1;
    const std::uint32_t *const slots = data();
    for (std::size_t slot = hashOf(digest.data()) & mask; slots[slot] != kEmpty; slot = (slot + 1) & mask) {
        const std::uint32_t entry = slots[slot];
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

std::size_t DigestIndex::Slots::at(const Digest &digest, std::uint32_t record) const
{
    const std::size_t mask = capacity - 1;
    const std::uint32_t wanted = entryFor(digest.data(), record);
    std::size_t slot = hashOf(digest.data()) & mask;
    while (data()[slot] != wanted) {
        if (data()[slot] == kEmpty) {
            return kNowhere;
        }
        slot = (slot + 1) & mask;
    }
    return slot;
}

void DigestIndex::Slots::erase(std::size_t slot)
{
    const std::size_t mask = capacity - 1;
    std::uint32_t *const slots = data();
    slots[slot] = kTombstone;
    // Tombstones before an empty slot bar nobody's way; most removals leave none behind.
    while (slots[(slot + 1) & mask] == kEmpty && slots[slot] == kTombstone) {
        slots[slot] = kEmpty;
        --taken;
        slot = (slot - 1) & mask;
    }
}

void DigestIndex::Slots::swap(Slots &other) noexcept
{
    region.swap(other.region);
    std::swap(capacity, other.capacity);
    std::swap(taken, other.taken);
}

} // namespace sessiond
