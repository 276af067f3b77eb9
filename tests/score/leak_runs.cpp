// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/score/leak_runs.h"

#include "tests/score/rival_detectors.h"

#include <algorithm>
#include <cmath>

namespace qd::score {

namespace {

using namespace std::chrono_literals;

const Timestamp begin{std::chrono::hours(24 * 365 * 55)};
constexpr double pageWithin = 8 * 3600;

double secondsSince(Timestamp from, Timestamp to)
{
    return std::chrono::duration<double>(to - from).count();
}

/// What a judge says after a reading.
struct Opinion
{
    bool suspects = false;
    bool pages = false;
    bool hasRightName = false;
    std::optional<double> timeToLimit;
};

class Jury
{
public:
    explicit Jury(const std::optional<Fault> &fault)
        : m_fault(fault)
    {}

    std::array<Opinion, judged> hear(const LeakReading &reading)
    {
        if (m_started && *m_started != *reading.started) {
            m_predict.reset();
            m_mannKendall.reset();
        }
        m_started = reading.started;
        std::array<Opinion, judged> all;
        m_ours.add(reading);
        for (const Leak &leak : m_ours.leaks()) {
            Opinion &opinion = all[Ours];
            opinion.suspects = true;
            opinion.hasRightName |= m_fault && leak.component == (m_fault->retained > 0 ? "retained" : "http");
            if (!leak.timeToLimit)
                continue;
            if (!opinion.timeToLimit)
                opinion.timeToLimit = leak.timeToLimit->likely;
            opinion.pages |= !leak.isAdvisory && leak.timeToLimit->likely <= pageWithin;
        }
        const Sample sample{reading.at, reading.resident};
        all[Predicting].suspects = all[Predicting].pages = m_predict.add(sample, reading.limit);
        all[Predicting].timeToLimit = m_predict.timeToLimit();
        all[MannKendallAlone].suspects = m_mannKendall.add(sample);
        return all;
    }

private:
    std::optional<Fault> m_fault;
    std::optional<double> m_started;
    LeakJudge m_ours;
    PredictLinear m_predict;
    PlainMannKendall m_mannKendall;
};

void count(const Opinion &before, const Opinion &now, Tally &tally)
{
    tally.alarms += now.suspects && !before.suspects ? 1 : 0;
    tally.pages += now.pages && !before.pages ? 1 : 0;
}

/// After the onset: when it was named, and how good the forecast is on the way to the limit.
void measure(const Opinion &now, double sinceOnset, double trueLeft, Tally &tally)
{
    if (now.suspects && !tally.toName) {
        tally.toName = sinceOnset;
        tally.leadBeforeLimit = trueLeft;
    }
    tally.hasRightName |= now.hasRightName;
    if (now.pages && !tally.toPage)
        tally.toPage = sinceOnset;
    const double way = sinceOnset / (sinceOnset + trueLeft);
    for (std::size_t i = 0; i < tally.forecastError.size(); ++i)
        if (way >= 0.25 * static_cast<double>(i + 1) && !tally.forecastError[i] && now.timeToLimit && trueLeft > 0)
            tally.forecastError[i] = std::abs(*now.timeToLimit / trueLeft - 1);
}

double share(std::uint64_t seed, std::uint64_t salt)
{
    std::mt19937_64 random(seed * 31 + salt);
    return std::uniform_real_distribution<double>(0, 1)(random);
}

Timestamp onsetOf(std::uint64_t seed, int days)
{
    return begin + (days - 1) * 24h + std::chrono::seconds(std::llround(3600 + 7200 * share(seed, 1)));
}

} // namespace

Tallies run(std::uint64_t seed, int days, const std::optional<Fault> &fault)
{
    SimulatedService service(seed, habitsOf(seed), begin);
    if (fault)
        service.inject(*fault);
    Jury jury(fault);
    Tallies tallies;
    std::array<Opinion, judged> before;
    const auto steps = days * (24h / SimulatedService::step);
    for (std::int64_t i = 0; i < steps; ++i) {
        const LeakReading reading = service.next();
        const auto now = jury.hear(reading);
        const bool isFaulty = fault && reading.at >= fault->onset;
        for (std::size_t j = 0; j < judged; ++j) {
            count(before[j], now[j], tallies[j]);
            if (isFaulty)
                measure(now[j], secondsSince(fault->onset, reading.at), service.trueTimeToLimit(), tallies[j]);
        }
        if (isFaulty && reading.resident > *reading.limit)
            break;
        before = now;
    }
    return tallies;
}

Fault retentionOf(std::uint64_t seed, int days)
{
    return {onsetOf(seed, days), 0.05 * std::pow(20, share(seed, 2)), 0};
}

/// At the limit within 3 to 18 hours.
Fault lossOf(std::uint64_t seed, int days)
{
    return {onsetOf(seed, days), 0, 300.0 * 1024 * 1024 / (3600 * (3 + 15 * share(seed, 3)))};
}

} // namespace qd::score
