// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/scenario.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace qd::drill {

namespace {

using namespace std::chrono_literals;

/// 2024-08-20 00:00 GMT.
constexpr Timestamp theDay = std::chrono::sys_days{std::chrono::year{2024} / 8 / 20};

constexpr auto well = "2.3.0";
constexpr auto leaking = "2.4.0";  ///< brings the leak
constexpr auto innocent = "2.4.1"; ///< the same code but for its queries
constexpr auto cured = "2.4.2";

/// The same numbers on every machine, as the distributions of the standard library are not.
class Dice
{
public:
    explicit Dice(std::uint64_t seed)
        : m_engine(seed)
    {}
    Millis between(Millis least, Millis most)
    {
        const auto span = static_cast<std::uint64_t>((most - least).count()) + 1;
        return least + Millis(static_cast<Millis::rep>(m_engine() % span));
    }

private:
    std::mt19937_64 m_engine;
};

/// How long a pass of the collector takes when memory is full: what requests wait for. The faster the clock runs,
/// the shorter, or a quantile of a minute would have no requests to rest on.
std::chrono::microseconds longestWalk(double speed)
{
    return std::chrono::milliseconds(std::clamp(std::llround(50'000 / speed), 1'200LL, 5'000LL));
}

std::vector<Release> releasesOf(const Scenario &scenario, double speed)
{
    Faults leak;
    leak.retainAfterLogout = 1;
    leak.walksLocked = true;
    leak.walkDelay = longestWalk(speed) / scenario.mostSessions;
    Faults slower = leak;
    slower.queryDelay = 7ms;
    return {{QString::fromLatin1(well), {}},
            {QString::fromLatin1(leaking), leak},
            {QString::fromLatin1(innocent), slower},
            {QString::fromLatin1(cured), {}}};
}

std::vector<StoryEvent> deploysAt(Timestamp leak, Timestamp decoy)
{
    return {
        {leak, QString::fromLatin1(leaking), QStringLiteral("Planned release: dashboards load from the session")},
        {decoy, QString::fromLatin1(innocent), QStringLiteral("Planned release: a new account overview")}};
}

void tellAsItWas(Scenario &scenario)
{
    scenario.end = theDay + 12h;
    scenario.events = deploysAt(theDay + 7h + 5min, theDay + 7h + 50min);
    scenario.crowd = {31, 0.03, 90min, 4};
    scenario.memoryLimit = QStringLiteral("64MiB");
    scenario.mostSessions = 3600;
    scenario.monitoring = QStringLiteral("monitoring-2024-08-20.yaml");
}

void tellAsDrill(Scenario &scenario)
{
    Dice dice(scenario.seed);
    const Timestamp leak = scenario.begin + dice.between(14min, 18min);
    scenario.end = scenario.begin + 150min;
    // Before anything can have paged, or it would mislead nobody: what leaks is known after half a minute at the
    // soonest, and pages a minute later.
    scenario.events = deploysAt(leak, leak + dice.between(50s, 80s));
    scenario.cureTakes = dice.between(12min, 18min);
    scenario.crowd = {25, 1, {}, 1};
    scenario.memoryLimit = QStringLiteral("32MiB");
    scenario.mostSessions = 1400;
}

} // namespace

Scenario sessionLeak(Telling telling, std::uint64_t seed, double speed)
{
    Scenario scenario;
    scenario.name = QStringLiteral("session-leak");
    scenario.title = QStringLiteral("The outage of 2024-08-20: sessions that are never let go");
    scenario.seed = seed;
    scenario.begin = theDay + 6h + 30min;
    if (telling == Telling::AsItWas)
        tellAsItWas(scenario);
    else
        tellAsDrill(scenario);
    scenario.releases = releasesOf(scenario, speed);
    return scenario;
}

} // namespace qd::drill
