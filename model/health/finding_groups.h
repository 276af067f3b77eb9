// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/health/reading.h"

namespace qd {

/// One row of the list: a finding, or the series of one alert that stand there for the same reason.
struct FindingGroup
{
    QString id;                   ///< stable while one of them is there
    std::vector<Finding> members; ///< at least one; the worst first, of those the newest
    bool isMuted = false;         ///< all of them are
    Labels common;                ///< what all of them carry

    [[nodiscard]] bool isSingle() const { return members.size() == 1; }
    [[nodiscard]] const Finding &first() const { return members.front(); }
    /// "RequestRateHigh, 9 series"; of a single one its own title.
    [[nodiscard]] QString title() const;
    /// What tells a member from the others: its labels that not all of them carry. Empty where nothing does.
    [[nodiscard]] QString difference(const Finding &member) const;
    /// Identities of those that may be acknowledged.
    [[nodiscard]] QStringList acknowledgeable() const;
    friend bool operator==(const FindingGroup &, const FindingGroup &) = default;
};

/// Findings of one alert name become one group, in the place of its worst; those nobody is told of stand in one of
/// their own. All else is a group by itself.
[[nodiscard]] std::vector<FindingGroup> groupsOf(const std::vector<Finding> &findings);

} // namespace qd
