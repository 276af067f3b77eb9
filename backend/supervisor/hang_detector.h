// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <optional>

namespace qd {

/// Tells a service that hangs from a machine that slept and from a window that was itself stopped. Fed with
/// CLOCK_MONOTONIC, which stands still during suspend; and when our own ticks come late, it is us who did not run:
/// the wait begins anew.
class HangDetector
{
public:
    static constexpr Millis limit = std::chrono::seconds(10);
    static constexpr Millis lateTick = std::chrono::seconds(3);

    /// A process was started, or answered.
    void answered(Millis now) { m_waitingSince = now; }
    /// Nothing is watched.
    void stop() { m_waitingSince.reset(); }
    /// Call about twice a second. True when the process has not answered for the limit.
    [[nodiscard]] bool tick(Millis now);

private:
    std::optional<Millis> m_waitingSince;
    std::optional<Millis> m_lastTick;
};

} // namespace qd
