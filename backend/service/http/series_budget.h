// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace sessiond::http {

/// Which pairs of route and code have a series of their own. The first come are shown until `most` is reached,
/// less one for the sum of the rest; a pair once shown stays, because a counter that vanishes looks like a
/// restart.
class SeriesBudget
{
public:
    using Pair = std::pair<std::size_t, std::size_t>;

    explicit SeriesBudget(std::size_t most)
        : m_most(most)
    {}

    /// True when the pair is shown, from now on if there is room.
    bool admit(Pair pair)
    {
        if (std::find(m_shown.begin(), m_shown.end(), pair) != m_shown.end()) {
            return true;
        }
        if (m_shown.size() + 1 >= m_most) {
            return false;
        }
        m_shown.push_back(pair);
        return true;
    }

    [[nodiscard]] const std::vector<Pair> &shown() const { return m_shown; }

private:
    std::size_t m_most;
    std::vector<Pair> m_shown;
};

} // namespace sessiond::http
