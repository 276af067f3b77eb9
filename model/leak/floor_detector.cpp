// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/leak/floor_detector.h"

#include "model/leak/trend.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

using namespace std::chrono_literals;

constexpr Millis week = 7 * 24h;
constexpr double leastZ = 4;
constexpr double leastTau = 0.7;
constexpr double leastGrowth = 0.02;
constexpr double largestStep = 0.4;
constexpr double largestDrawdown = 0.25;
constexpr std::size_t leastResets = 4;
constexpr double leastResetTau = 0.8;
constexpr double loadShare = 0.7;
constexpr double fullShare = 0.9; ///< of the limit, above which there is nowhere to rise to

double seconds(Millis length)
{
    return std::chrono::duration<double>(length).count();
}

std::vector<double> valuesOf(std::span<const Sample> samples)
{
    std::vector<double> values;
    for (const Sample &sample : samples)
        values.push_back(sample.value);
    return values;
}

double medianOf(std::span<const Sample> samples)
{
    auto values = valuesOf(samples);
    std::ranges::sort(values);
    return quantileOfSorted(values, 0.5);
}

/// By what share the last third stands above the first.
double growthOfThirds(std::span<const Sample> samples)
{
    const std::size_t third = samples.size() / 3;
    const double first = medianOf(samples.first(third));
    return first > 0 ? medianOf(samples.last(third)) / first - 1 : 0;
}

double largestFall(std::span<const Sample> floors)
{
    double highest = floors.front().value;
    double fall = 0;
    for (const Sample &floor : floors) {
        highest = std::max(highest, floor.value);
        fall = std::max(fall, highest - floor.value);
    }
    return fall;
}

double largestRise(std::span<const Sample> floors)
{
    double rise = 0;
    for (std::size_t i = 1; i < floors.size(); ++i)
        rise = std::max(rise, floors[i].value - floors[i - 1].value);
    return rise;
}

/// The floors right after falls: where a heap stands when it was collected.
std::vector<Sample> afterFalls(std::span<const Sample> floors, double least)
{
    std::vector<Sample> lows;
    for (std::size_t i = 1; i < floors.size(); ++i)
        if (floors[i - 1].value - floors[i].value > least)
            lows.push_back(floors[i]);
    return lows;
}

} // namespace

FloorDetector::Growth::Growth(std::vector<Sample> samples)
    : floors(std::move(samples))
    , slopes(pairwiseSlopes(floors))
    , perSecond(slopes.empty() ? 0 : quantileOfSorted(slopes, 0.5))
{}

double FloorDetector::Growth::lowest() const
{
    return std::ranges::min(floors, {}, &Sample::value).value;
}

double FloorDetector::Growth::range() const
{
    return std::ranges::max(floors, {}, &Sample::value).value - lowest();
}

FloorDetector::FloorDetector(const FloorWindow &window)
    : m_window(window)
    , m_floors(window.bucket(), week + window.length)
    , m_loads(window.bucket(), window.length)
{}

void FloorDetector::add(const GaugeReading &reading)
{
    if (!std::isfinite(reading.value))
        return;
    if (m_known && reading.at - m_last > week)
        reset();
    m_first = m_first.value_or(reading.at);
    m_known = m_known.value_or(reading.at);
    m_last = reading.at;
    m_limit = reading.limit;
    if (reading.load)
        m_loads.add({reading.at, *reading.load});
    if (!m_floors.add({reading.at, reading.value}) || m_floors.all().empty())
        return;
    rememberWhatLeft();
    judge();
}

void FloorDetector::beginProcess()
{
    FloorDetector next(m_window);
    next.m_known = m_known;
    next.m_last = m_last;
    next.m_earlier = std::move(m_earlier);
    for (const Sample &floor : m_floors.all())
        if (!m_finding || floor.at < m_finding->since)
            next.m_earlier.add(floor);
    *this = std::move(next);
}

/// What left the window with the newest stretch is history from now on: one floor, or after a gap many.
void FloorDetector::rememberWhatLeft()
{
    const auto &all = m_floors.all();
    const Timestamp begin = m_floors.end() - m_window.length;
    auto leaving = std::ranges::lower_bound(all, m_beforeEnd, {}, &Sample::at);
    for (; leaving != all.end() && leaving->at < begin; ++leaving)
        m_before.add(*leaving);
    m_beforeEnd = std::max(m_beforeEnd, begin);
    m_before.forget(m_floors.end() - week);
    m_earlier.forget(m_floors.end() - week);
}

void FloorDetector::judge()
{
    Growth growth(m_floors.last(m_window.length));
    m_objection = objectionTo(growth);
    if (m_objection == Objection::TooLittleKnown)
        return;
    note(growth, m_objection == Objection::None);
}

Objection FloorDetector::objectionTo(Growth &growth) const
{
    const auto wanted = static_cast<std::size_t>(m_window.buckets);
    if (growth.floors.size() < wanted - wanted / 8 || m_floors.end() - *m_first < m_window.length)
        return Objection::TooLittleKnown;
    const double range = growth.range();
    const bool rises = isRising(growth);
    bool isHeap = false;
    if (!rises || largestFall(growth.floors) > largestDrawdown * range) {
        // A collected heap shows what it keeps right after it was collected, if that is rarer than a stretch.
        Growth lows(afterFalls(growth.floors, largestDrawdown * range));
        isHeap = lows.floors.size() >= leastResets && mannKendall(valuesOf(lows.floors)).tau >= leastResetTau &&
                 lows.perSecond > 0;
        if (!isHeap)
            return rises ? Objection::ComesAndGoes : Objection::NoTrend;
        growth = std::move(lows);
    }
    if (growth.perSecond * seconds(m_window.length) < leastGrowth * std::abs(growth.lowest()))
        return Objection::TooSmall;
    if (const auto left = timeToLimit(growth); left && left->likely > seconds(m_window.horizon))
        return Objection::FarFromLimit;
    if (!isHeap && largestRise(growth.floors) > largestStep * range)
        return Objection::Step;
    if (!isHeap && !isSteady(growth))
        return Objection::Flattening;
    if (isSeenBefore(growth))
        return Objection::SeenBefore;
    return isLoad(growth) ? Objection::Load : Objection::None;
}

bool FloorDetector::isRising(const Growth &growth)
{
    const MonotonicTrend trend = mannKendall(valuesOf(growth.floors));
    return trend.z > leastZ && trend.tau >= leastTau && growth.perSecond > 0 &&
           quantileOfSorted(growth.slopes, 0.1) > 0;
}

/// The last third rises at least half as fast as the whole, and 0.4 times as fast as the thirds before it: of the
/// first one alone, the middle of a curve that levels off would pass.
bool FloorDetector::isSteady(const Growth &growth)
{
    const std::span all(growth.floors);
    const std::size_t third = all.size() / 3;
    const double first = theilSenSlope(all.first(third)).value_or(0);
    const double middle = theilSenSlope(all.subspan(third, third)).value_or(0);
    const double last = theilSenSlope(all.last(third)).value_or(0);
    return last >= 0.5 * growth.perSecond && last >= 0.4 * std::max(first, middle);
}

bool FloorDetector::isSeenBefore(const Growth &growth) const
{
    const auto highest = m_before.value();
    return highest && m_floors.end() - *m_first >= m_window.length * 3 / 2 &&
           growth.floors.back().value <= *highest;
}

bool FloorDetector::isLoad(const Growth &growth) const
{
    const auto loads = m_loads.last(m_window.length);
    if (loads.size() < 6 || growth.floors.size() < 6)
        return false;
    return growthOfThirds(loads) >= loadShare * growthOfThirds(growth.floors);
}

std::optional<TimeToLimit> FloorDetector::timeToLimit(const Growth &growth) const
{
    if (!m_limit || !(*m_limit > 0) || !(growth.perSecond > 0))
        return std::nullopt;
    const double room = std::max(0.0, *m_limit - growth.floors.back().value);
    const auto at = [&](double q) { return room / std::max(quantileOfSorted(growth.slopes, q), 1e-9); };
    return TimeToLimit{at(0.9), at(0.5), at(0.1)};
}

/// The last time it stood no higher than ever before, or where what is known begins.
Timestamp FloorDetector::beginOf(const Growth &growth) const
{
    const auto before = m_before.value();
    const auto &all = m_floors.all();
    const double level = before.value_or(growth.lowest());
    const auto last = std::find_if(all.rbegin(), all.rend(), [&](const Sample &f) { return f.value <= level; });
    return last == all.rend() ? all.front().at : last->at;
}

bool FloorDetector::mayBeRhythm(double floor) const
{
    const auto earlier = m_earlier.value();
    return m_floors.end() - *m_known < week || (earlier && floor <= *earlier);
}

void FloorDetector::note(const Growth &growth, bool isSuspicious)
{
    m_suspicions = isSuspicious ? m_suspicions + 1 : 0;
    const auto left = timeToLimit(growth);
    const bool isRelief = m_objection == Objection::NoTrend || m_objection == Objection::TooSmall ||
                          !(growth.perSecond > 0) || (left && left->likely > 2 * seconds(m_window.horizon));
    const bool isFull = m_limit && *m_limit > 0 && growth.floors.back().value >= fullShare * *m_limit;
    m_relief = isRelief && !isFull ? m_relief + 1 : 0;
    if (m_finding && m_relief >= m_window.buckets / 2)
        m_finding.reset();
    const bool isNew = !m_finding && m_suspicions >= std::max(2, m_window.buckets / 8);
    if (isNew)
        m_finding = Finding{beginOf(growth), 0, 0, {}, true};
    if (m_finding && (isNew || growth.perSecond > 0)) {
        m_finding->perSecond = growth.perSecond;
        m_finding->floor = growth.floors.back().value;
        m_finding->timeToLimit = left;
        m_finding->isAdvisory = mayBeRhythm(m_finding->floor);
    }
}

} // namespace qd
