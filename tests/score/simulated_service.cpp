// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/score/simulated_service.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace qd::score {

namespace {

constexpr double KiB = 1024;
constexpr double MiB = 1024 * KiB;
constexpr double limit = 512 * MiB;
constexpr double sessionBytes = 0.5 * KiB;
constexpr double dataBytes = 1.4 * KiB;
constexpr double hashBytes = 19 * MiB; ///< Argon2id
constexpr double daySeconds = 86'400;
const double stepSeconds = std::chrono::duration<double>(SimulatedService::step).count();

double secondsBetween(Timestamp from, Timestamp to)
{
    return std::chrono::duration<double>(to - from).count();
}

} // namespace

Habits habitsOf(std::uint64_t seed)
{
    std::mt19937_64 random(seed * 7919 + 1);
    const auto is = [&](double share) { return std::uniform_real_distribution<double>(0, 1)(random) < share; };
    Habits habits;
    habits.ramps = is(0.3);
    habits.hasRhythm = is(0.8);
    habits.usersADay = is(0.3) ? 0.01 : 0;
    habits.expires = is(0.3);
    habits.massLogouts = is(0.3);
    habits.warmsUp = is(0.4);
    habits.deploysADay = is(0.4) ? 0.7 : 0;
    habits.sawtooth = is(0.3);
    return habits;
}

SimulatedService::SimulatedService(std::uint64_t seed, const Habits &habits, Timestamp begin)
    : m_habits(habits)
    , m_random(seed)
    , m_begin(begin)
    , m_now(begin)
    , m_started(begin)
    , m_users(10'000 + 50'000 * chance())
    , m_logoutsAStep(10 + 90 * chance())
    , m_heapPeriod(120 + 2400 * chance())
    , m_cache((10 + 30 * chance()) * MiB)
{
    m_active = habits.ramps ? 0 : wantedSessions();
}

double SimulatedService::poisson(double mean)
{
    return mean > 0 ? static_cast<double>(std::poisson_distribution<int>(mean)(m_random)) : 0;
}

double SimulatedService::wantedSessions()
{
    const double days = secondsBetween(m_begin, m_now) / daySeconds;
    const double rhythm = m_habits.hasRhythm ? 0.65 + 0.35 * std::sin(2 * std::numbers::pi * (days - 0.25)) : 1;
    return m_users * rhythm * (1 + m_habits.usersADay * days);
}

void SimulatedService::restart()
{
    m_started = m_now;
    m_passes = 0;
    m_retained = 0;
    m_lost = 0;
    m_heap = 0;
    m_highest = 0;
}

void SimulatedService::live()
{
    m_now += step;
    if (chance() < m_habits.deploysADay * stepSeconds / daySeconds)
        restart();
    // Those who come and go; after a loss people log in again within half an hour.
    m_active += (wantedSessions() - m_active) * stepSeconds / 1800 + poisson(m_logoutsAStep) - m_logoutsAStep;
    if (m_habits.expires && chance() < 4 * stepSeconds / daySeconds)
        m_active *= 0.7;
    if (m_habits.massLogouts && chance() < 2 * stepSeconds / daySeconds)
        m_active *= 0.4;
    m_active = std::max(0.0, m_active);
    m_heap = std::fmod(secondsBetween(m_started, m_now), m_heapPeriod) / m_heapPeriod * 40 * MiB;
    if (m_now >= m_fault.onset) {
        m_retained += poisson(m_logoutsAStep * m_fault.retained);
        m_lost += m_fault.bytesPerSecond * stepSeconds;
    }
    ++m_passes;
}

LeakReading SimulatedService::next()
{
    live();
    const double sessions = m_active * sessionBytes;
    const double data = m_active * dataBytes;
    const double retained = m_retained * (sessionBytes + dataBytes);
    // The allocator keeps half of what it once had.
    m_highest = std::max(m_highest, sessions + data);
    const double kept = (m_highest - sessions - data) / 2;
    const double uptime = secondsBetween(m_started, m_now);
    const double cache = m_habits.warmsUp ? m_cache * (1 - std::exp(-uptime / 1500)) : 0;
    const double hashing = hashBytes * std::min(4.0, poisson(0.15));
    const double heap = m_habits.sawtooth ? m_heap : 0;
    const double noise = 0.2 * MiB * chance();

    LeakReading reading;
    reading.at = m_now;
    reading.limit = limit;
    reading.started = std::chrono::duration<double>(m_started.time_since_epoch()).count();
    reading.load = m_active;
    // A few sessions end while the collector passes, and are seen once.
    reading.retained = m_retained + poisson(1.5);
    reading.retainedBytes = *reading.retained * (sessionBytes + dataBytes);
    reading.collectorPasses = m_passes;
    reading.components = {{"sessions", sessions},  {"session_data", data},     {"retained", retained},
                          {"journal", 2 * MiB},    {"http", 3 * MiB + m_lost}, {"hashing", hashing},
                          {"accounts", 0.05 * MiB}};
    m_floor = 40 * MiB + sessions + data + retained + kept + cache + m_lost;
    reading.resident = m_floor + heap + hashing + noise;
    return reading;
}

double SimulatedService::trueTimeToLimit() const
{
    const double rate =
        m_fault.bytesPerSecond + m_fault.retained * m_logoutsAStep / stepSeconds * (sessionBytes + dataBytes);
    return std::max(0.0, limit - m_floor) / rate;
}

} // namespace qd::score
