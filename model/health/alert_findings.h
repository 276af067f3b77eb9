// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/health/reading.h"

namespace qd {

/// The alerts of rules that fire at an instant, as the event log has them, as rows of the list. Live and in a
/// recording alike: what fired then, fires there.
class AlertFindings
{
public:
    /// Puts them among `found`, worst first, before findings of the same severity. Those of severity "info" and
    /// "none" are none that anybody must look at.
    void addTo(std::vector<Finding> &found, const EventSnapshot &events, Timestamp at, units::Zone zone);

private:
    void collect(const EventSnapshot &events);

    struct Change
    {
        Event event;
        QString identity;
    };
    std::vector<Change> m_alerts; ///< firings and ends, in order of time
    std::size_t m_size = 0;       ///< of the log they were taken from
    std::uint64_t m_newest = 0;
};

} // namespace qd
