// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/leak/leak_judge.h"

#include <cstdint>
#include <random>

namespace qd::score {

/// How a simulated service lives. Each of these makes memory grow, and none is a leak.
struct Habits
{
    bool ramps = false;    ///< people log in for the first time
    bool hasRhythm = true; ///< days and nights
    double usersADay = 0;  ///< growth of the number of users, share a day
    bool expires = false;  ///< sessions nobody used end by hundreds at once
    bool massLogouts = false;
    bool warmsUp = false;   ///< a cache fills after each start
    double deploysADay = 0; ///< each is a new process
    bool sawtooth = false;  ///< a heap that is collected now and then
};
/// A mixture drawn from the seed.
[[nodiscard]] Habits habitsOf(std::uint64_t seed);

/// What goes wrong, from `onset` on.
struct Fault
{
    Timestamp onset{};
    double retained = 0;       ///< share of logouts whose session stays
    double bytesPerSecond = 0; ///< lost in component "http"
};

/// The memory of a session service under people, a reading every 15 s, right after each pass of its collector.
class SimulatedService
{
public:
    static constexpr Millis step = std::chrono::seconds(15);

    SimulatedService(std::uint64_t seed, const Habits &habits, Timestamp begin);
    void inject(const Fault &fault) { m_fault = fault; }
    [[nodiscard]] LeakReading next();
    /// Seconds until the limit at the rate of the fault; what the forecast should say.
    [[nodiscard]] double trueTimeToLimit() const;

private:
    void restart();
    void live();
    [[nodiscard]] double chance() { return std::uniform_real_distribution<double>(0, 1)(m_random); }
    [[nodiscard]] double poisson(double mean);
    [[nodiscard]] double wantedSessions();

    Habits m_habits;
    Fault m_fault{Timestamp::max(), 0, 0};
    std::mt19937_64 m_random;
    Timestamp m_begin;
    Timestamp m_now;
    Timestamp m_started;
    double m_users; ///< sessions at noon of the first day
    double m_logoutsAStep;
    double m_active = 0;
    double m_passes = 0;
    double m_retained = 0;
    double m_lost = 0;    ///< bytes
    double m_highest = 0; ///< bytes of sessions that the allocator has kept
    double m_heap = 0;    ///< of the sawtooth
    double m_heapPeriod;
    double m_cache;
    double m_floor = 0;
};

} // namespace qd::score
