// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/series/series_snapshot.h"

#include <vector>

namespace qd {

/// A restart that is on trial.
struct RestartTrial
{
    Timestamp requestedAt{};
    Timestamp readyAt{};
    QString correlation;
    QString release{}; ///< that was deployed by it; empty: none
};

/// Judges restarts as the experiments they are: five minutes after ready, sessions retained per logout before and
/// after; fifteen minutes after, how fast memory rose before and rises now. Time is the caller's. Engine thread.
class RestartVerdicts
{
public:
    static constexpr Millis logoutWindow = std::chrono::minutes(5);
    static constexpr Millis memoryWindow = std::chrono::minutes(15);
    static constexpr double fewestLogouts = 20; ///< on each side, else too little traffic to tell

    /// `counts`: how many times too high counters stand, as in a re-enactment (see storyOf()).
    explicit RestartVerdicts(bool judgesLogouts = true, double counts = 1)
        : m_judgesLogouts(judgesLogouts)
        , m_counts(counts)
    {}

    /// A later restart ends the trial of an earlier one: returns the verdicts that will therefore never be seen.
    [[nodiscard]] std::vector<Event> begin(RestartTrial trial);
    /// The verdicts that are due at `now`, as RestartVerdict events: body has "after_minutes", the figures and
    /// "verdict"; reason has the words. Each comes once.
    [[nodiscard]] std::vector<Event> due(Timestamp now, const SeriesSnapshot &series);
    /// Nobody will look any more: the verdicts that are still to come, as events that say "Not seen: `why`."
    [[nodiscard]] std::vector<Event> abandon(Timestamp now, const QString &why);

private:
    struct Pending
    {
        RestartTrial trial;
        bool logoutsJudged = false;
    };
    bool m_judgesLogouts;
    double m_counts;
    std::vector<Pending> m_pending;
};

} // namespace qd
