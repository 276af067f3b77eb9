// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/clock.h"

#include <algorithm>
#include <cmath>
#include <ctime>

namespace qd {

namespace {

std::chrono::nanoseconds read(clockid_t clock)
{
    timespec ts{};
    ::clock_gettime(clock, &ts);
    return std::chrono::seconds(ts.tv_sec) + std::chrono::nanoseconds(ts.tv_nsec);
}

Timestamp wallTime()
{
    return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
}

} // namespace

Millis steadyNow()
{
    return std::chrono::duration_cast<Millis>(read(CLOCK_MONOTONIC));
}

TimelineClock::TimelineClock()
    : m_wallAtStart(wallTime())
    , m_bootAtStart(read(CLOCK_BOOTTIME))
{}

Timestamp TimelineClock::now() const
{
    return m_wallAtStart + std::chrono::duration_cast<Millis>(read(CLOCK_BOOTTIME) - m_bootAtStart);
}

Millis TimelineClock::wallClockStep() const
{
    return wallTime() - now();
}

StoryClock::StoryClock(Timestamp begin, double speed)
    : m_begin(begin)
    , m_speed(speed)
    , m_worldBegin(m_world.now())
{}

Timestamp StoryClock::now() const
{
    return told(m_world.now());
}

Timestamp StoryClock::told(Timestamp world) const
{
    return m_begin + Millis(std::llround(double((world - m_worldBegin).count()) * m_speed));
}

Millis StoryClock::lasts(Millis inStory) const
{
    return std::max(Millis(1), Millis(std::llround(double(inStory.count()) / m_speed)));
}

} // namespace qd
