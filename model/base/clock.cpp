// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/clock.h"

#include <ctime>

namespace qd {

namespace {

std::chrono::nanoseconds bootTime()
{
    timespec ts{};
    ::clock_gettime(CLOCK_BOOTTIME, &ts);
    return std::chrono::seconds(ts.tv_sec) + std::chrono::nanoseconds(ts.tv_nsec);
}

Timestamp wallTime()
{
    return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
}

} // namespace

TimelineClock::TimelineClock()
    : m_wallAtStart(wallTime())
    , m_bootAtStart(bootTime())
{}

Timestamp TimelineClock::now() const
{
    return m_wallAtStart + std::chrono::duration_cast<Millis>(bootTime() - m_bootAtStart);
}

Millis TimelineClock::wallClockStep() const
{
    return wallTime() - now();
}

} // namespace qd
