// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

namespace qd {

/// CLOCK_MONOTONIC, for deadlines: stands still while the machine is suspended, never steps.
[[nodiscard]] Millis steadyNow();

/// The injected clock of rules, playhead and tests. Implementations are safe to read from any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() const = 0;
};

/// Wall time at construction plus CLOCK_BOOTTIME since: counts suspend, never steps when somebody sets the clock.
class TimelineClock final : public Clock
{
public:
    TimelineClock();
    [[nodiscard]] Timestamp now() const override;
    /// How far the wall clock has been moved against this timeline; zero when nobody touched it.
    [[nodiscard]] Millis wallClockStep() const;

private:
    Timestamp m_wallAtStart;
    std::chrono::nanoseconds m_bootAtStart;
};

/// Time of a re-enactment: begins at an instant of its story and runs `speed` times as fast as the world.
class StoryClock final : public Clock
{
public:
    /// `speed` is more than 0.
    StoryClock(Timestamp begin, double speed);
    [[nodiscard]] Timestamp now() const override;
    [[nodiscard]] double speed() const { return m_speed; }
    /// Where an instant of the world's clock lies in the story.
    [[nodiscard]] Timestamp told(Timestamp world) const;
    /// How long a time of the story takes in the world; at least a millisecond.
    [[nodiscard]] Millis lasts(Millis inStory) const;

private:
    const Timestamp m_begin;
    const double m_speed;
    const TimelineClock m_world;
    const Timestamp m_worldBegin;
};

/// Time that moves only when told to; for tests, replay and backtests.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(Timestamp start = Timestamp{})
        : m_now(start)
    {}
    [[nodiscard]] Timestamp now() const override { return m_now; }
    void advance(Millis by) { m_now += by; }
    void set(Timestamp to) { m_now = to; }

private:
    Timestamp m_now;
};

} // namespace qd
