// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/chart_shelf.h"

#include <algorithm>

namespace qd {

namespace {

constexpr int aroundCharts = 52; ///< event lane and time axis
constexpr int leastForeign = 106;
constexpr int leastStandard = 60; ///< the five of them fit into the smallest window, banners and all

int leastHeight(const ChartSpec &chart)
{
    return chart.id < ChartId::FirstForeign ? leastStandard : leastForeign;
}

} // namespace

void ChartShelf::setCharts(std::vector<ChartSpec> charts)
{
    m_charts = std::move(charts);
    m_first = std::clamp(m_first, 0, lastFirst());
}

bool ChartShelf::setHeight(int height)
{
    const int firstBefore = m_first;
    const int countBefore = count();
    m_height = height;
    m_first = std::clamp(m_first, 0, lastFirst());
    return m_first != firstBefore || count() != countBefore;
}

bool ChartShelf::scrollTo(int first)
{
    const int before = std::exchange(m_first, std::clamp(first, 0, lastFirst()));
    return m_first != before;
}

bool ChartShelf::reveal(ChartId id)
{
    const auto found = std::find_if(m_charts.begin(), m_charts.end(), [&](const auto &c) { return c.id == id; });
    if (found == m_charts.end()) {
        return false;
    }
    const auto at = static_cast<int>(found - m_charts.begin());
    if (at < m_first) {
        return scrollTo(at);
    }
    int first = m_first;
    while (first < at && first + countFrom(first) <= at) {
        ++first;
    }
    return scrollTo(first);
}

int ChartShelf::countFrom(int first) const
{
    int room = m_height - aroundCharts;
    int fit = 0;
    for (int i = first; i < static_cast<int>(m_charts.size()); ++i, ++fit) {
        room -= leastHeight(m_charts[static_cast<std::size_t>(i)]);
        if (room < 0 && fit > 0) {
            break;
        }
    }
    return fit;
}

int ChartShelf::lastFirst() const
{
    const auto all = static_cast<int>(m_charts.size());
    int first = std::max(0, all - 1);
    while (first > 0 && first - 1 + countFrom(first - 1) >= all) {
        --first;
    }
    return first;
}

int ChartShelf::count() const
{
    return countFrom(m_first);
}

std::vector<ChartSpec> ChartShelf::standing() const
{
    const auto begin = m_charts.begin() + m_first;
    return {begin, begin + count()};
}

} // namespace qd
