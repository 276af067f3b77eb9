// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/clock.h"

#include <algorithm>
#include <ctime>

namespace sessiond {
namespace {

std::chrono::nanoseconds bootTime()
{
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

SystemClock::SystemClock(Time notBefore)
    : m_start(std::max(notBefore, std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())))
    , m_bootAtStart(bootTime())
{}

Time SystemClock::now() const
{
    return m_start + std::chrono::floor<std::chrono::milliseconds>(bootTime() - m_bootAtStart);
}

} // namespace sessiond
