// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/replay/page_shelf.h"

#include "model/base/units.h"

#include <algorithm>

namespace qd {

namespace {

/// Rows of one group beyond which a pixel column holds more than a node of the overview does.
constexpr std::size_t mostVisiblePages = 4096 / recording::overviewNodes;

TimeRange widened(TimeRange range)
{
    return {range.begin - range.length(), range.end + range.length()};
}

Millis distance(TimeRange from, TimeRange to)
{
    return std::max({Millis(0), to.begin - from.end, from.begin - to.end});
}

} // namespace

void PageShelf::lookAt(TimeRange range)
{
    m_range = range;
    m_wanted.clear();
    std::map<std::size_t, std::size_t> visible;
    for (const auto id : m_history->pagesIn(range))
        ++visible[id.group];
    for (const auto id : m_history->pagesIn(widened(range))) {
        if (visible[id.group] <= mostVisiblePages && !m_pages.contains(id))
            m_wanted.push_back(id);
    }
    // The nearest are taken first, from the end.
    std::ranges::stable_sort(m_wanted, std::ranges::greater(),
                             [this](auto id) { return distance(m_range, m_history->spanOf(id)); });
}

bool PageShelf::loadNext()
{
    if (m_wanted.empty())
        return false;
    const auto id = m_wanted.back();
    m_wanted.pop_back();
    const auto page = m_history->load(id);
    if (page->loss) {
        const TimeRange span = page->loss->span;
        const QString words = QStringLiteral("%1 to %2 UTC: %3")
                                  .arg(units::dateClock(span.begin, units::Zone::Utc),
                                       units::clock(span.end, units::Zone::Utc), page->loss->words);
        if (!m_losses.contains(words))
            m_losses << words;
    }
    m_bytes += page->bytes;
    m_pages.emplace(id, page);
    makeRoom();
    return true;
}

/// Lets go of the pages that are farthest from what is looked at; when even those around it are too many, of the
/// wish for more.
void PageShelf::makeRoom()
{
    while (m_bytes > m_limit && m_pages.size() > 1) {
        const auto farthest = std::ranges::max_element(
            m_pages, {}, [this](const auto &entry) { return distance(m_range, m_history->spanOf(entry.first)); });
        if (distance(m_range, m_history->spanOf(farthest->first)) <= m_range.length())
            m_wanted.clear();
        m_bytes -= farthest->second->bytes;
        m_pages.erase(farthest);
    }
}

} // namespace qd
