// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <optional>
#include <vector>

namespace qd {

/// Instants somebody wants to find again, in order, each once.
class Bookmarks
{
public:
    Bookmarks() = default;
    explicit Bookmarks(std::vector<Timestamp> instants);

    [[nodiscard]] const std::vector<Timestamp> &instants() const { return m_instants; }
    /// Sets one, or takes away the one within `reach` of `at`. True when it was set.
    bool toggle(Timestamp at, Millis reach);
    [[nodiscard]] std::optional<Timestamp> before(Timestamp at) const;
    [[nodiscard]] std::optional<Timestamp> after(Timestamp at) const;
    [[nodiscard]] bool isAt(Timestamp at, Millis reach) const;
    friend bool operator==(const Bookmarks &, const Bookmarks &) = default;

private:
    [[nodiscard]] std::vector<Timestamp>::const_iterator near(Timestamp at, Millis reach) const;
    std::vector<Timestamp> m_instants;
};

} // namespace qd
