// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/protocol/rfc3339.h"

#include <atomic>
#include <chrono>

namespace sessiond {

using qd::protocol::Time;

/// For durations inside the process: deadlines, intervals, how long something took.
using SteadyClock = std::chrono::steady_clock;

/// The clock sessions age by. Safe to read from any thread.
class ServiceClock
{
public:
    virtual ~ServiceClock() = default;
    [[nodiscard]] virtual Time now() const = 0;
};

/// Wall time at the start plus CLOCK_BOOTTIME since: counts suspend, and setting the wall clock does not move it.
class SystemClock final : public ServiceClock
{
public:
    /// Starts at the wall time, or at `notBefore` where the wall clock was set back behind it since the last run.
    explicit SystemClock(Time notBefore = {});
    [[nodiscard]] Time now() const override;

private:
    Time m_start;
    std::chrono::nanoseconds m_bootAtStart;
};

/// Time that moves only when told to; for tests.
class ManualClock final : public ServiceClock
{
public:
    explicit ManualClock(Time start)
        : m_now(start.time_since_epoch().count())
    {}
    [[nodiscard]] Time now() const override { return Time(std::chrono::milliseconds(m_now.load())); }
    void advance(std::chrono::milliseconds by) { m_now += by.count(); }

private:
    std::atomic<std::int64_t> m_now;
};

} // namespace sessiond
