// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <deque>
#include <optional>

namespace qd {

/// Whether things that were given back are still held: detector A. A collector passes every now and then; what it
/// leaves behind after a pass should have gone. Read at the first scrape after each pass.
///
/// Suspected: at least 10 on three passes in a row, each at least the one before less 3. Cleared: fewer than 5 on
/// three passes in a row.
class RetentionLedger
{
public:
    struct Finding
    {
        Timestamp since{}; ///< the first pass of those that only grew
        double count = 0;  ///< held after the newest pass
        double perSecond = 0;
    };

    /// One scrape: passes since the process began, and how many were left after the newest.
    void add(Timestamp at, double passes, double retained);
    /// Another process: nothing that was counted holds for it.
    void reset() { *this = RetentionLedger(); }

    [[nodiscard]] const std::optional<Finding> &finding() const { return m_finding; }

private:
    void addPass(const Sample &left);

    std::deque<Sample> m_passes;   ///< what each left, the newest last
    std::optional<double> m_count; ///< passes so far
    std::optional<Timestamp> m_growingSince;
    int m_growing = 0; ///< passes in a row that left at least ten, and no fewer than before
    int m_clean = 0;   ///< passes in a row that left fewer than five
    std::optional<Finding> m_finding;
};

} // namespace qd
