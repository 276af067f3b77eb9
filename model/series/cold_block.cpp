// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/cold_block.h"

#include "model/series/column_codec.h"

#include <algorithm>
#include <atomic>
#include <cassert>

namespace qd {

namespace {

constexpr auto cellCount = static_cast<std::size_t>(blockSamples);
using Cells = std::array<double, cellCount>;

/// The blocks that a thread unpacked last. Blocks are known by a number that is never used twice, since an address
/// may be.
class UnpackedCells
{
public:
    template <typename Unpack>
    const Cells &get(std::uint64_t block, Unpack &&unpack)
    {
        const auto known = std::ranges::find(m_slots, block, &Slot::block);
        if (known != m_slots.end())
            return *known->cells;
        Slot &slot = m_slots[m_next++ % m_slots.size()];
        if (!slot.cells)
            slot.cells = std::make_unique<Cells>();
        unpack(*slot.cells);
        slot.block = block;
        return *slot.cells;
    }

private:
    struct Slot
    {
        std::uint64_t block = 0;
        std::unique_ptr<Cells> cells;
    };
    std::array<Slot, 16> m_slots;
    std::size_t m_next = 0;
};

class ColdBlock final : public Block
{
public:
    ColdBlock(const OpenBlock &full, std::vector<std::byte> packed)
        : m_number(++s_numbers)
        , m_packed(std::move(packed))
    {
        m_packed.shrink_to_fit();
        for (int level = 0; level < pyramidLevels; ++level) {
            const auto at = static_cast<std::size_t>(level);
            for (int index = 0; index < blockSamples / levelSpan[at]; ++index)
                m_nodes[static_cast<std::size_t>(levelOffset[at] + index)] = full.node(level, index);
        }
    }

    [[nodiscard]] double value(int cell) const override { return cells()[static_cast<std::size_t>(cell)]; }

    void copy(int from, int to, double *out) const override
    {
        const Cells &all = cells();
        std::copy(all.begin() + from, all.begin() + to, out);
    }

    void summarise(int from, int to, ColumnSummary &into) const override
    {
        walkPyramid(
            from, to,
            [&](int level, int index) {
                addNode(m_nodes[static_cast<std::size_t>(levelOffset[static_cast<std::size_t>(level)] + index)],
                        into);
            },
            [&](int begin, int end) {
                addCells(std::span(cells()).subspan(static_cast<std::size_t>(begin),
                                                    static_cast<std::size_t>(end - begin)),
                         into);
            });
    }

    [[nodiscard]] std::size_t bytes() const override { return sizeof(*this) + m_packed.capacity(); }

private:
    [[nodiscard]] const Cells &cells() const
    {
        thread_local UnpackedCells unpacked;
        return unpacked.get(m_number, [this](Cells &into) {
            [[maybe_unused]] const auto read = decodeColumn(m_packed, into);
            assert(read); // packed by ourselves, in memory
        });
    }

    inline static std::atomic<std::uint64_t> s_numbers{0};

    std::uint64_t m_number;
    std::vector<std::byte> m_packed;
    std::array<PyramidNode, pyramidNodes> m_nodes{};
};

} // namespace

std::shared_ptr<const Block> cooled(const std::shared_ptr<const Block> &full)
{
    const auto *open = dynamic_cast<const OpenBlock *>(full.get());
    if (!open)
        return nullptr;
    Cells cells{};
    open->copy(0, blockSamples, cells.data());
    auto packed = encodeColumn(cells, ColumnPacking::Zstd);
    if (sizeof(ColdBlock) + packed.size() > open->bytes() * 3 / 4)
        return nullptr;
    return std::make_shared<ColdBlock>(*open, std::move(packed));
}

} // namespace qd
