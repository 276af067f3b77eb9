// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/labels.h"

#include <algorithm>

namespace qd {

Labels::Labels(std::vector<Pair> pairs)
    : m_pairs(std::move(pairs))
{
    std::stable_sort(m_pairs.begin(), m_pairs.end(),
                     [](const Pair &a, const Pair &b) { return a.first < b.first; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_pairs.size(); ++i) {
        const bool overruled = i + 1 < m_pairs.size() && m_pairs[i + 1].first == m_pairs[i].first;
        if (overruled || m_pairs[i].second.empty())
            continue;
        if (kept != i)
            m_pairs[kept] = std::move(m_pairs[i]);
        ++kept;
    }
    m_pairs.resize(kept);
}

std::string_view Labels::value(std::string_view name) const
{
    const auto it =
        std::lower_bound(m_pairs.begin(), m_pairs.end(), name,
                         [](const Pair &pair, std::string_view wanted) { return pair.first < wanted; });
    return it != m_pairs.end() && it->first == name ? std::string_view(it->second) : std::string_view();
}

Labels Labels::with(std::string_view name, std::string_view value) const
{
    std::vector<Pair> pairs = m_pairs;
    pairs.emplace_back(std::string(name), std::string(value));
    return Labels(std::move(pairs));
}

} // namespace qd
