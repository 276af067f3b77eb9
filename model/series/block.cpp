// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/block.h"

#include "model/series/packed_block.h"

#include <algorithm>

namespace qd {

namespace {

PyramidNode toNode(const ColumnSummary &summary)
{
    return {summary.min,  summary.max, summary.first, summary.last, static_cast<std::uint16_t>(summary.count),
            summary.stale};
}

} // namespace

OpenBlock::OpenBlock()
{
    m_values.fill(absentMarker());
}

void OpenBlock::finishCell(int last)
{
    for (int level = 0; level < pyramidLevels; ++level) {
        const int span = levelSpan[static_cast<std::size_t>(level)];
        if ((last + 1) % span != 0)
            return;
        ColumnSummary summary;
        const int index = last / span;
        if (level == 0) {
            addCells(cells(last + 1 - span, last + 1), summary);
        } else {
            for (int child = index * 4; child < index * 4 + 4; ++child)
                addNode(node(level - 1, child), summary);
        }
        m_nodes[static_cast<std::size_t>(levelOffset[static_cast<std::size_t>(level)] + index)] = toNode(summary);
    }
}

void OpenBlock::copy(int from, int to, double *out) const
{
    std::copy(m_values.begin() + from, m_values.begin() + to, out);
}

void OpenBlock::summarise(int from, int to, ColumnSummary &into) const
{
    walkPyramid(
        from, to, [&](int level, int index) { addNode(node(level, index), into); },
        [&](int begin, int end) { addCells(cells(begin, end), into); });
}

const PyramidNode &OpenBlock::node(int level, int index) const
{
    return m_nodes[static_cast<std::size_t>(levelOffset[static_cast<std::size_t>(level)] + index)];
}

std::shared_ptr<const Block> sealed(const std::shared_ptr<const OpenBlock> &full)
{
    if (auto packed = pack(*full))
        return packed;
    return full;
}

} // namespace qd
