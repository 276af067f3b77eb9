// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/counter_rate.h"

#include <algorithm>
#include <cmath>

namespace qd::query {

Millis rateWindow(Millis interval, Millis column)
{
    // Half an interval more, or a scrape that came late would leave the window with three.
    return std::max(interval * 9 / 2, column);
}

Millis longestJoin(Millis interval)
{
    return std::max<Millis>(std::chrono::minutes(5), interval * 5 / 2);
}

std::optional<double> RateWalk::add(Timestamp at, double first, double risen, double last)
{
    double total = risen;
    if (!m_points.empty()) {
        const double step = first < m_last ? first : first - m_last;
        total += m_points.back().total + step;
    }
    m_last = last;
    while (m_points.size() > 1 && at - m_points.front().at > m_window)
        m_points.pop_front();
    std::optional<double> rate;
    // The one before the window stays for as long as there is no other: slow sources have nothing in it.
    if (!m_points.empty() && at > m_points.front().at && at - m_points.front().at <= m_furthest) {
        const Point &from = m_points.front();
        rate = (total - from.total) / std::chrono::duration<double>(at - from.at).count();
    }
    m_points.push_back({at, total});
    return rate;
}

std::vector<Sample> rates(const SeriesView &counter, TimeRange range, Millis window)
{
    std::vector<Sample> found;
    const Millis furthest = std::max(window, longestJoin(counter.interval()));
    RateWalk walk(window, furthest);
    // From the sample before, or the window's beginning: no further back than a rate can look.
    const auto before = counter.at(range.begin - Millis(1), furthest);
    const Timestamp from = before ? std::min(before->at, range.begin - window) : range.begin;
    counter.forEach({from, range.end}, [&](const Sample &sample) {
        if (isStaleMarker(sample.value)) {
            walk.breakOff();
            if (sample.at >= range.begin)
                found.push_back(sample);
        } else if (!std::isnan(sample.value)) {
            const auto rate = walk.add(sample);
            if (rate && sample.at >= range.begin)
                found.push_back({sample.at, *rate});
        }
        return true;
    });
    return found;
}

std::optional<Sample> rateAt(const SeriesView &counter, Timestamp at, Millis window, Millis lookBack)
{
    const auto newest = counter.at(at, lookBack);
    if (!newest)
        return std::nullopt;
    const auto found = rates(counter, {newest->at, newest->at + Millis(1)}, window);
    if (found.empty() || isStaleMarker(found.back().value))
        return std::nullopt;
    return found.back();
}

} // namespace qd::query
