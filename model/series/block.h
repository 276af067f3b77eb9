// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/pyramid.h"

#include <array>
#include <cstddef>
#include <memory>
#include <span>

namespace qd {

/// The values of one series in blockSamples consecutive rows of its group. Cells without a sample are absent.
///
/// Concurrency: what lies below the row count of a snapshot never changes again, so readers of that snapshot need
/// no lock even while the engine thread goes on filling the same block. A full block is replaced by a sealed,
/// smaller one; snapshots that hold the full one keep it. Further codecs (compression of old blocks) are further
/// subclasses.
class Block
{
public:
    virtual ~Block() = default;
    [[nodiscard]] virtual double value(int cell) const = 0;
    /// Cells [from, to) into out, absent markers included.
    virtual void copy(int from, int to, double *out) const = 0;
    /// Adds cells [from, to) to a column; reads at most 30 cells and 18 nodes.
    virtual void summarise(int from, int to, ColumnSummary &into) const = 0;
    /// Memory held, in bytes.
    [[nodiscard]] virtual std::size_t bytes() const = 0;
};

/// The block being filled. Written by the engine thread only.
class OpenBlock final : public Block
{
public:
    OpenBlock();
    /// Each cell is written at most once, before the row that holds it is published.
    void write(int cell, double value) { m_values[static_cast<std::size_t>(cell)] = value; }
    /// Completes the pyramid nodes that end with cell `last`; called once for each cell whose row is complete.
    void finishCell(int last);

    [[nodiscard]] double value(int cell) const override { return m_values[static_cast<std::size_t>(cell)]; }
    void copy(int from, int to, double *out) const override;
    void summarise(int from, int to, ColumnSummary &into) const override;
    [[nodiscard]] std::size_t bytes() const override { return sizeof(*this); }
    [[nodiscard]] const PyramidNode &node(int level, int index) const;

private:
    [[nodiscard]] std::span<const double> cells(int from, int to) const
    {
        return std::span(m_values).subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
    }

    std::array<double, blockSamples> m_values;
    std::array<PyramidNode, pyramidNodes> m_nodes;
};

/// The same values, bit for bit, in the smallest form that keeps O(1) access: one value, small steps of a power of
/// two above a base, or doubles.
[[nodiscard]] std::shared_ptr<const Block> sealed(const std::shared_ptr<const OpenBlock> &full);

} // namespace qd
