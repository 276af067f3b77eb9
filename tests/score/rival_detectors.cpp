// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/score/rival_detectors.h"

#include "model/leak/trend.h"

namespace qd::score {

namespace {

using namespace std::chrono_literals;

constexpr Millis window = 1h;
constexpr double ahead = 4 * 3600;

/// Keeps one sample a minute of the last hour; true when there is a new one and the hour is full.
bool keepMinute(std::deque<Sample> &minutes, const Sample &sample)
{
    if (!minutes.empty() && sample.at - minutes.back().at < 1min)
        return false;
    minutes.push_back(sample);
    while (minutes.front().at < sample.at - window)
        minutes.pop_front();
    return sample.at - minutes.front().at >= window - 2min;
}

struct Line
{
    double atEnd = 0;
    double slope = 0;
};

/// Least squares, as predict_linear() fits it.
Line fitted(const std::deque<Sample> &samples)
{
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (const Sample &sample : samples) {
        const double t = std::chrono::duration<double>(sample.at - samples.back().at).count();
        ++n;
        x += t;
        y += sample.value;
        xx += t * t;
        xy += t * sample.value;
    }
    const double slope = (n * xy - x * y) / (n * xx - x * x);
    return {(y - slope * x) / n, slope};
}

} // namespace

bool PredictLinear::add(const Sample &sample, std::optional<double> limit)
{
    if (!keepMinute(m_minutes, sample))
        return m_holds;
    const Line line = fitted(m_minutes);
    m_holds = limit && line.atEnd + line.slope * ahead > *limit;
    m_left = limit && line.slope > 0 ? std::optional((*limit - line.atEnd) / line.slope) : std::nullopt;
    return m_holds;
}

bool PlainMannKendall::add(const Sample &sample)
{
    if (!keepMinute(m_minutes, sample))
        return m_holds;
    std::vector<double> values;
    for (const Sample &minute : m_minutes)
        values.push_back(minute.value);
    m_holds = mannKendall(values).z > 4;
    return m_holds;
}

} // namespace qd::score
