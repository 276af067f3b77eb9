// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace qd {

/// Finds the spans in which a target was not seen, from its scrapes in the order of their time: what
/// SeriesSnapshot::gaps() tells.
class GapFinder
{
public:
    using Gaps = std::vector<TimeRange>;

    explicit GapFinder(Millis interval)
        : m_interval(interval)
    {}

    void succeeded(Timestamp at);
    void failed(Timestamp at);
    /// Lets go of gaps that ended before.
    void forgetBefore(Timestamp at);

    /// Those that ended, in order. Never null; shared with whoever asked before until another one is found.
    [[nodiscard]] std::shared_ptr<const Gaps> closed() const
    {
        m_shared = true;
        return m_closed;
    }
    /// Where the gap begins that has not ended.
    [[nodiscard]] std::optional<Timestamp> open() const { return m_open; }

private:
    void close(TimeRange gap);

    Millis m_interval;
    std::optional<Timestamp> m_lastSuccess;
    std::optional<Timestamp> m_open;
    std::shared_ptr<Gaps> m_closed = std::make_shared<Gaps>();
    mutable bool m_shared = false; ///< somebody may have the list: it is copied before it changes
};

} // namespace qd
