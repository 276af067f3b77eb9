// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/windowed_totals.h"

#include <algorithm>

namespace qd {

WindowedTotals::WindowedTotals(Millis longest, Millis interval)
    : m_longest(longest)
    , m_interval(interval)
{}

std::size_t WindowedTotals::add()
{
    m_now.push_back(0);
    return m_now.size() - 1;
}

void WindowedTotals::commit(Timestamp at)
{
    Row row;
    // The second row from the front may begin the longest window; what lies before it cannot any more.
    while (m_rows.size() > 1 && m_rows[1].at <= at - m_longest - m_interval) {
        row = std::move(m_rows.front()); // its memory is used again
        m_rows.pop_front();
    }
    row.at = at;
    row.totals.assign(m_now.begin(), m_now.end());
    m_rows.push_back(std::move(row));
}

std::optional<WindowedTotals::Base> WindowedTotals::base(Millis window) const
{
    if (m_rows.size() < 2)
        return std::nullopt;
    const Timestamp now = m_rows.back().at;
    // A scrape is rarely on the dot: half an interval to either side is still the beginning of the window.
    const Timestamp begin = now - window + m_interval / 2;
    auto row = std::partition_point(m_rows.begin(), m_rows.end(), [&](const Row &r) { return r.at <= begin; });
    // A scrape long before the window says little of the window: after a gap it begins with the first one inside.
    if (row != m_rows.begin() && now - (row - 1)->at <= window + 2 * m_interval)
        --row;
    if (row >= m_rows.end() - 1)
        return std::nullopt;
    return Base{static_cast<std::size_t>(row - m_rows.begin()),
                std::chrono::duration<double>(now - row->at).count()};
}

double WindowedTotals::since(const Base &base, std::size_t total) const
{
    const auto &before = m_rows[base.row].totals;
    return m_rows.back().totals[total] - (total < before.size() ? before[total] : 0.0);
}

} // namespace qd
