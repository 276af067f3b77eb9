// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/clock.h"
#include "model/playhead/played_time.h"
#include "model/playhead/playhead.h"
#include "model/playhead/walk_thread.h"

#include <QtCore/QTimer>

namespace qd {

/// Moves a playhead that plays: asks a walk for what should have been reached by now, start + elapsed × speed, and
/// lets the playhead follow what was reached. So a slow machine plays slower, says so, and leaves nothing out.
/// GUI thread; it waits for nothing.
class Player : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds tickTime{16};

    /// `playhead` and `clock` must outlive the player.
    Player(Playhead &playhead, const Clock &clock, std::unique_ptr<Evaluator> evaluator,
           QObject *parent = nullptr);
    ~Player() override;

    /// The history on screen, grown or another one. Another one is told by `isOther`.
    void setHistory(const HistoryPtr &history, bool isOther);
    /// Plays, or holds what plays. At the end of a file: from its beginning.
    void toggle();
    /// Hold when something turns critical.
    void setPauseOnAlert(bool on) { m_pauseOnAlert = on; }
    [[nodiscard]] bool pausesOnAlert() const { return m_pauseOnAlert; }
    /// Jump over spans without samples.
    void setSkipGaps(bool on);
    [[nodiscard]] bool skipsGaps() const { return m_skipGaps; }

    /// Times faster than it happened, measured; nullopt while not known or not playing.
    [[nodiscard]] std::optional<double> pace() const;
    /// What was delivered since playback last began elsewhere than where it stood.
    [[nodiscard]] WalkCounts counts() const { return m_walk.progress().counts; }
    /// One look at the clock, as the timer has every `tickTime`.
    void tick();

Q_SIGNALS:
    /// Held because something turned critical.
    void pausedOnAlert(qd::Timestamp at, const QString &words);
    /// Nothing is left to play: a file is held at its end, a live history follows the present again.
    void ended();

private:
    void followMotion();
    void start();
    void rebase(Timestamp from);
    [[nodiscard]] Timestamp firstInstant() const;
    void showReached(const WalkProgress &progress);

    Playhead &m_playhead;
    const Clock &m_clock;
    WalkThread m_walk;
    HistoryPtr m_history;
    std::vector<TimeRange> m_gaps; ///< those that are jumped over
    QTimer m_timer;
    PaceMeter m_pace;
    std::uint64_t m_run = 0; ///< of the walk; 0: it has to begin anew
    Timestamp m_shown{};     ///< where the player last put the playhead
    Timestamp m_from{};      ///< asked is this + (now - m_since) × speed
    Timestamp m_since{};     ///< on the clock
    int m_speed = 1;         ///< m_from and m_since are for this one
    bool m_pauseOnAlert = false;
    bool m_skipGaps = false;
};

} // namespace qd
