// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/replay_walk.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace qd {

/// What a walk has come to. `run` tells one begin() from the next.
struct WalkProgress
{
    std::uint64_t run = 0;
    Timestamp reached{};
    WalkCounts counts;
    std::optional<WalkAlert> alert; ///< the newest since begin() or goOn()
};

/// A ReplayWalk on a thread of its own. Calls return at once; any thread. The destructor stops the walk after the
/// instant it is at and joins.
class WalkThread
{
public:
    explicit WalkThread(std::unique_ptr<Evaluator> evaluator);
    ~WalkThread();
    WalkThread(const WalkThread &) = delete;
    WalkThread &operator=(const WalkThread &) = delete;

    /// Forgets what was asked for; everything at or before `after` counts as seen. Returns the number of this run.
    std::uint64_t begin(HistoryPtr history, Timestamp after);
    /// The same history, grown or finer; taken up when the walk needs it.
    void setHistory(HistoryPtr history);
    /// Walk up to and with `until`; a later call may only ask for more. With `stopOnAlert` the walk stands still
    /// after an instant at which something turned critical, until begin() or goOn().
    void walkTo(Timestamp until, bool stopOnAlert);
    /// Ask for nothing more; a few instants may still be delivered.
    void halt();
    /// Go on where the walk stands, at an alert or after halt(), with the next walkTo().
    void goOn();
    [[nodiscard]] WalkProgress progress() const;

private:
    void run();
    [[nodiscard]] bool hasWork() const;
    void walkOneLeg(std::unique_lock<std::mutex> &lock);

    ReplayWalk m_walk; ///< used on m_thread only

    mutable std::mutex m_mutex; ///< guards all below
    std::condition_variable m_wake;
    std::optional<Timestamp> m_beginAfter; ///< asked for and not begun yet
    HistoryPtr m_newest;                   ///< not taken up yet
    Timestamp m_until{};
    bool m_stopOnAlert = false;
    bool m_stands = false; ///< an alert was reached
    bool m_whole = true;   ///< everything up to m_until is delivered
    bool m_end = false;
    WalkProgress m_progress;

    std::thread m_thread;
};

} // namespace qd
