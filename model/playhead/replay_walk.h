// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/evaluator.h"
#include "model/playhead/recent_history.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace qd {

/// What was delivered since a walk began.
struct WalkCounts
{
    std::int64_t rows = 0;
    std::int64_t samples = 0;
    std::int64_t events = 0;
    std::int64_t evaluations = 0;
    friend bool operator==(const WalkCounts &, const WalkCounts &) = default;
};

/// Something turned critical while it was walked past.
struct WalkAlert
{
    Timestamp at{};
    QString words;
};

/// How far a leg of a walk came.
struct WalkLeg
{
    Timestamp reached{};
    std::optional<WalkAlert> alert; ///< the leg ended at it
    bool isWhole = false;           ///< everything up to the instant that was asked for is delivered
};

/// Walks through a history in the order in which it happened: all rows of all groups merged in time, the events
/// between them, and an evaluation after each instant that was scraped. Within one instant rows come before
/// events. Nothing is skipped and nothing comes twice, at any speed and with any steps. Not thread-safe.
class ReplayWalk
{
public:
    explicit ReplayWalk(std::unique_ptr<Evaluator> evaluator);
    ~ReplayWalk();

    /// Begins anew: everything at or before `after` counts as seen. The counts start at 0.
    void begin(HistoryPtr history, Timestamp after);
    /// The same history, grown or in finer detail; the walk goes on where it is.
    void setHistory(HistoryPtr history);
    [[nodiscard]] const HistoryPtr &history() const { return m_history; }

    /// Delivers what lies after the last instant reached, up to and with `until`, but no more than `mostInstants`
    /// instants; ends early after an instant at which something turned critical.
    WalkLeg walkTo(Timestamp until, int mostInstants);

    [[nodiscard]] Timestamp reached() const { return m_reached; }
    [[nodiscard]] const WalkCounts &counts() const { return m_counts; }

private:
    class Cursor;

    [[nodiscard]] std::optional<Timestamp> nextInstant() const;
    [[nodiscard]] std::optional<QString> deliver(Timestamp at);
    [[nodiscard]] const HistorySnapshot &seen(Timestamp at);

    std::unique_ptr<Evaluator> m_evaluator;
    HistoryPtr m_history;
    RecentHistory m_recent;
    bool m_recentChanged = false;
    HistorySnapshot m_seen; ///< what evaluations are shown
    std::vector<Cursor> m_cursors;
    std::size_t m_nextEvent = 0;
    Timestamp m_reached{};
    WalkCounts m_counts;
};

} // namespace qd
