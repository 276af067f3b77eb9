// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/event.h"

#include <QtCore/QtGlobal>

#include <algorithm>

namespace qd {

const Event &EventSnapshot::at(std::size_t index) const
{
    Q_ASSERT(index < m_size);
    const auto next = std::upper_bound(m_starts.begin(), m_starts.end(), index);
    const auto chunk = static_cast<std::size_t>(next - m_starts.begin()) - 1;
    return (*m_chunks[chunk])[index - m_starts[chunk]];
}

std::size_t EventSnapshot::lowerBound(Timestamp t) const
{
    const auto chunk =
        std::partition_point(m_chunks.begin(), m_chunks.end(), [t](const auto &c) { return c->back().at < t; });
    if (chunk == m_chunks.end())
        return m_size;
    const auto event =
        std::partition_point((*chunk)->begin(), (*chunk)->end(), [t](const Event &e) { return e.at < t; });
    return m_starts[static_cast<std::size_t>(chunk - m_chunks.begin())] +
           static_cast<std::size_t>(event - (*chunk)->begin());
}

} // namespace qd
