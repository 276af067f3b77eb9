// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/markers.h"
#include "model/series/series_snapshot.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <span>

namespace qd {

/// Rows to a block, and the min/max pyramid above them: nodes of 16, 64, 256 and 1,024 samples.
inline constexpr int blockSamples = 1024;
inline constexpr int pyramidLevels = 4;
inline constexpr int pyramidNodes = 64 + 16 + 4 + 1;
inline constexpr std::array<int, pyramidLevels> levelSpan{16, 64, 256, 1024};
inline constexpr int levelShift = 4;
static_assert(levelSpan[0] == 1 << levelShift &&
              levelSpan[pyramidLevels - 1] == 1 << (levelShift + 2 * (pyramidLevels - 1)));
inline constexpr std::array<int, pyramidLevels> levelOffset{0, 64, 80, 84};

/// What 16 to 1,024 neighbouring cells hold. The figures mean nothing while count is 0.
struct PyramidNode
{
    double min = 0;
    double max = 0;
    double first = 0;
    double last = 0;
    std::uint16_t count = 0;
    bool stale = false;
};

inline void addFigures(double min, double max, double first, double last, std::uint32_t count, ColumnSummary &into)
{
    if (into.count == 0) {
        into.min = min;
        into.max = max;
        into.first = first;
    } else {
        into.min = min < into.min ? min : into.min;
        into.max = max > into.max ? max : into.max;
    }
    into.last = last;
    into.count += count;
}

/// Adds the next cell in time to a column.
inline void addCell(double value, ColumnSummary &into)
{
    if (!std::isnan(value)) [[likely]]
        addFigures(value, value, value, value, 1, into);
    else if (isStaleMarker(value))
        into.stale = true;
}

/// Adds neighbouring cells in time order, as addCell() does each: two in three of the cells that a chart of a day
/// asks for come this way.
inline void addCells(std::span<const double> cells, ColumnSummary &into)
{
    if (cells.empty())
        return;
    double low = cells.front();
    double high = low;
    bool areNumbers = true;
    for (const double cell : cells) {
        low = cell < low ? cell : low;
        high = cell > high ? cell : high;
        areNumbers &= cell == cell;
    }
    if (areNumbers) [[likely]] {
        addFigures(low, high, cells.front(), cells.back(), static_cast<std::uint32_t>(cells.size()), into);
        return;
    }
    for (const double cell : cells)
        addCell(cell, into);
}

inline void addNode(const PyramidNode &node, ColumnSummary &into)
{
    into.stale |= node.stale;
    if (node.count != 0)
        addFigures(node.min, node.max, node.first, node.last, node.count, into);
}

/// Walks cells [from, to) in time order in the fewest pieces: `addNodeAt(level, index)` for whole nodes,
/// `addCells(from, to)` for what is left at the edges (at most 15 cells each).
template <typename AddNode, typename AddCells>
void walkPyramid(int from, int to, AddNode &&addNodeAt, AddCells &&addCells)
{
    while (from < to) {
        // The most a node may span here: what `from` is aligned to, and what is left. Powers of four, so no
        // division.
        int level = -1;
        for (int shift = levelShift; level + 1 < pyramidLevels; shift += 2) {
            const int span = 1 << shift;
            if ((from & (span - 1)) != 0 || from + span > to)
                break;
            ++level;
        }
        if (level >= 0) {
            const int shift = levelShift + 2 * level;
            addNodeAt(level, from >> shift);
            from += 1 << shift;
        } else {
            const int edge = std::min(to, ((from >> levelShift) + 1) << levelShift);
            addCells(from, edge);
            from = edge;
        }
    }
}

} // namespace qd
