// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/leak/leak_judge.h"

#include "model/leak/trend.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

constexpr double warmUpSeconds = 600; ///< of a process, in which it only fills what it needs
constexpr double leastShare = 0.5;    ///< of the growth, for a component to be named
constexpr double sameProcess = 0.5;   ///< seconds by which its start may seem to move

double secondsOf(Timestamp at)
{
    return std::chrono::duration<double>(at.time_since_epoch()).count();
}

} // namespace

std::string_view nameOf(LeakDetector detector)
{
    return detector == LeakDetector::Ledger ? "ledger" : "floor";
}

LeakJudge::Window::Window(const FloorWindow &window)
    : shape(window)
    , resident(window)
{}

LeakJudge::LeakJudge()
{
    for (const FloorWindow &window : floorWindows)
        m_windows.emplace_back(window);
}

void LeakJudge::beginProcess()
{
    m_ledger.reset();
    for (Window &window : m_windows) {
        window.resident.beginProcess();
        window.components.clear();
    }
}

void LeakJudge::add(const LeakReading &reading)
{
    m_last = reading.at;
    if (reading.started) {
        if (m_started && std::abs(*reading.started - *m_started) > sameProcess)
            beginProcess();
        m_started = reading.started;
    }
    addToLedger(reading);
    if (!m_started || secondsOf(reading.at) - *m_started >= warmUpSeconds)
        addToWindows(reading);
    conclude(reading);
}

void LeakJudge::addToLedger(const LeakReading &reading)
{
    if (reading.collectorPasses && reading.retained)
        m_ledger.add(reading.at, *reading.collectorPasses, *reading.retained);
}

void LeakJudge::addToWindows(const LeakReading &reading)
{
    const auto &watched = m_windows.front().components;
    m_leftOut = 0;
    if (watched.size() == mostComponents)
        for (const auto &[component, bytes] : reading.components)
            m_leftOut += watched.contains(component) ? 0 : 1;
    for (Window &window : m_windows) {
        window.resident.add({reading.at, reading.resident, reading.limit, reading.load});
        for (const auto &[component, bytes] : reading.components) {
            auto known = window.components.find(component);
            if (known == window.components.end() && window.components.size() == mostComponents)
                continue;
            if (known == window.components.end())
                known =
                    window.components.emplace(component, BucketFloors(window.shape.bucket(), window.shape.length))
                        .first;
            known->second.add({reading.at, bytes});
        }
    }
}

std::string LeakJudge::nameFor(const Window &window) const
{
    std::string best(unattributed);
    double steepest = leastShare * window.resident.finding()->perSecond;
    for (const auto &[component, floors] : window.components) {
        const double slope = theilSenSlope(floors.last(window.shape.length)).value_or(0);
        if (slope >= steepest) {
            steepest = slope;
            best = component;
        }
    }
    return best;
}

void LeakJudge::conclude(const LeakReading &reading)
{
    m_leaks.clear();
    if (const auto &held = m_ledger.finding()) {
        Leak leak{LeakDetector::Ledger, "retained", held->since, 0, held->count, {}, {}, false};
        if (reading.retainedBytes && held->count > 0) {
            leak.bytesEach = *reading.retainedBytes / held->count;
            leak.bytesPerSecond = held->perSecond * *leak.bytesEach;
        }
        if (reading.limit && *reading.limit > 0 && leak.bytesPerSecond > 0) {
            const double left = std::max(0.0, *reading.limit - reading.resident) / leak.bytesPerSecond;
            leak.timeToLimit = TimeToLimit{left, left, left};
        }
        m_leaks.push_back(std::move(leak));
    }
    const auto longest = std::find_if(m_windows.rbegin(), m_windows.rend(),
                                      [](const Window &window) { return window.resident.finding().has_value(); });
    if (longest != m_windows.rend()) {
        const auto &found = *longest->resident.finding();
        m_leaks.push_back({LeakDetector::Floor,
                           nameFor(*longest),
                           found.since,
                           found.perSecond,
                           {},
                           {},
                           found.timeToLimit,
                           found.isAdvisory});
    }
}

} // namespace qd
