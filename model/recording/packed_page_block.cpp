// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/packed_page_block.h"

#include "model/series/column_codec.h"

#include <cassert>
#include <mutex>

namespace qd::recording {

namespace {

std::shared_ptr<const Block> unpackedBlock(std::span<const std::byte> column, int cells)
{
    assert(cells <= blockSamples);
    std::array<double, static_cast<std::size_t>(blockSamples)> values;
    if (!decodeColumn(column, std::span(values).first(static_cast<std::size_t>(cells))))
        return nullptr;
    auto open = std::make_shared<OpenBlock>();
    for (int cell = 0; cell < cells; ++cell) {
        open->write(cell, values[static_cast<std::size_t>(cell)]);
        open->finishCell(cell);
    }
    return cells == blockSamples ? sealed(open) : open;
}

class PackedPageBlock final : public Block
{
public:
    PackedPageBlock(std::shared_ptr<const mcap::Bytes> records, std::span<const std::byte> column, int cells)
        : m_records(std::move(records))
        , m_column(column)
        , m_cells(cells)
    {}

    [[nodiscard]] double value(int cell) const override { return unpacked().value(cell); }
    void copy(int from, int to, double *out) const override { unpacked().copy(from, to, out); }
    void summarise(int from, int to, ColumnSummary &into) const override { unpacked().summarise(from, to, into); }
    [[nodiscard]] std::size_t bytes() const override
    {
        return sizeof(*this) + m_column.size() + sizeof(OpenBlock);
    }

private:
    [[nodiscard]] const Block &unpacked() const
    {
        std::call_once(m_once, [this] { m_block = unpackedBlock(m_column, m_cells); });
        return *m_block;
    }

    std::shared_ptr<const mcap::Bytes> m_records; ///< keeps m_column
    std::span<const std::byte> m_column;
    int m_cells;
    mutable std::once_flag m_once;
    mutable std::shared_ptr<const Block> m_block;
};

} // namespace

std::shared_ptr<const Block> pageBlock(const std::shared_ptr<const mcap::Bytes> &records,
                                       std::span<const std::byte> column, int cells)
{
    if (surelyDecodes(column, static_cast<std::size_t>(cells)))
        return std::make_shared<const PackedPageBlock>(records, column, cells);
    return unpackedBlock(column, cells);
}

} // namespace qd::recording
