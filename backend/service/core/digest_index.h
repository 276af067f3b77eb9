// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/memory_region.h"
#include "backend/service/core/token.h"

#include <cstdint>

namespace sessiond {

/// From digest to the number of a record: open addressing with linear probing over 32-bit slots, each the record's
/// number and eight bits of the digest, so that a miss rarely touches a record. The digests themselves are read
/// from the records. Grows past three quarters and shrinks below a quarter; into the new size it moves a few slots
/// with each change, so that no call takes longer the more there is. Until then both sizes are looked up. Not
/// synchronised.
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
    /// One step towards a smaller size when the index has become mostly empty, or towards one that was begun.
    /// Returns whether there is more to do.
    bool shrink(const Records &records);

    [[nodiscard]] std::size_t bytes() const { return m_now.region.size() + m_before.region.size(); }
    /// A change of size has begun and is not over.
    [[nodiscard]] bool isMoving() const { return m_before.capacity != 0; }

private:
    static constexpr std::size_t kNowhere = ~std::size_t{0};

    struct Slots
    {
        MovingRegion region;
        std::size_t capacity = 0; ///< a power of two, or 0
        std::size_t taken = 0;    ///< slots that are not empty, tombstones included

        [[nodiscard]] std::uint32_t *data() const { return reinterpret_cast<std::uint32_t *>(region.data()); }
        void insert(const std::uint8_t *digest, std::uint32_t record);
        [[nodiscard]] std::uint32_t find(const Records &records, const Digest &digest) const;
        /// Where the record's slot is, or kNowhere.
        [[nodiscard]] std::size_t at(const Digest &digest, std::uint32_t record) const;
        void erase(std::size_t slot);
        void swap(Slots &other) noexcept;
    };
    /// What one call may do at most.
    struct Step
    {
        std::size_t moves; ///< of records
        std::size_t looks; ///< at slots
    };
    [[nodiscard]] bool begin(std::size_t slots);
    void moveSome(const Records &records, Step step);

    Slots m_now;
    Slots m_before;          ///< what is still moving out of it
    std::size_t m_moved = 0; ///< slots of m_before that were looked at
};

} // namespace sessiond
