// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/memory_region.h"
#include "backend/service/core/token.h"

#include <cstdint>

namespace sessiond {

/// From digest to the number of a record: open addressing with linear probing over 32-bit slots, each the record's
/// number and eight bits of the digest, so that a miss rarely touches a record. The digests themselves are read
/// from the records. Grows past three quarters and shrinks below a quarter. Not synchronised.
class DigestIndex
{
public:
    static constexpr std::uint32_t kNotFound = 0xFFFFFFFFu;
    static constexpr std::uint32_t kMostRecords = 0x00FFFFFDu;

    /// The records: `count` of them, `stride` bytes apart, each beginning with its digest.
    struct Records
    {
        const std::byte *data;
        std::size_t stride;
        std::uint32_t count;
    };

    /// Makes room for one more record than `records.count`; false when the system gives no memory.
    [[nodiscard]] bool reserveOneMore(const Records &records);
    /// `record` must not be in the index, and reserveOneMore() must have succeeded.
    void insert(const Digest &digest, std::uint32_t record);
    [[nodiscard]] std::uint32_t find(const Records &records, const Digest &digest) const;
    void erase(const Digest &digest, std::uint32_t record);
    /// The record with this digest is known by another number from now on.
    void renumber(const Digest &digest, std::uint32_t from, std::uint32_t to);
    /// Rebuilds smaller when the index has become mostly empty.
    void shrink(const Records &records);

    [[nodiscard]] std::size_t bytes() const { return m_region.size(); }

private:
    [[nodiscard]] bool rebuild(const Records &records, std::size_t slots);
    [[nodiscard]] std::uint32_t *slots() const { return reinterpret_cast<std::uint32_t *>(m_region.data()); }
    [[nodiscard]] std::size_t slotOf(const Digest &digest, std::uint32_t record) const;

    MovingRegion m_region;
    std::size_t m_capacity = 0; ///< a power of two, or 0
    std::size_t m_taken = 0;    ///< slots that are not empty, tombstones included
};

} // namespace sessiond
