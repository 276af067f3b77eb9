// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/bookmarks.h"

#include <algorithm>

namespace qd {

Bookmarks::Bookmarks(std::vector<Timestamp> instants)
    : m_instants(std::move(instants))
{
    std::ranges::sort(m_instants);
    const auto twice = std::ranges::unique(m_instants);
    m_instants.erase(twice.begin(), twice.end());
}

std::vector<Timestamp>::const_iterator Bookmarks::near(Timestamp at, Millis reach) const
{
    const auto found = std::ranges::lower_bound(m_instants, at - reach);
    return found != m_instants.end() && *found <= at + reach ? found : m_instants.end();
}

bool Bookmarks::toggle(Timestamp at, Millis reach)
{
    if (const auto found = near(at, reach); found != m_instants.end()) {
        m_instants.erase(found);
        return false;
    }
    m_instants.insert(std::ranges::upper_bound(m_instants, at), at);
    return true;
}

bool Bookmarks::isAt(Timestamp at, Millis reach) const
{
    return near(at, reach) != m_instants.end();
}

std::optional<Timestamp> Bookmarks::before(Timestamp at) const
{
    const auto found = std::ranges::lower_bound(m_instants, at);
    return found == m_instants.begin() ? std::nullopt : std::optional(*(found - 1));
}

std::optional<Timestamp> Bookmarks::after(Timestamp at) const
{
    const auto found = std::ranges::upper_bound(m_instants, at);
    return found == m_instants.end() ? std::nullopt : std::optional(*found);
}

} // namespace qd
