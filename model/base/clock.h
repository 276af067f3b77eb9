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
