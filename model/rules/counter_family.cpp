// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/counter_family.h"

#include <algorithm>
#include <cmath>

namespace qd {

CounterFamily::CounterFamily(std::string name, Labels target, Classify classify)
    : m_name(std::move(name))
    , m_target(std::move(target))
    , m_classify(std::move(classify))
{}

CounterFamily::Counter &CounterFamily::counterOf(const Labels &labels, std::size_t expectedAt)
{
    // The snapshot lists series in the order kept here, so the place is nearly always the expected one.
    if (expectedAt < m_counters.size() && m_counters[expectedAt].labels == labels)
        return m_counters[expectedAt];
    const auto it =
        std::lower_bound(m_counters.begin(), m_counters.end(), labels,
                         [](const Counter &counter, const Labels &wanted) { return counter.labels < wanted; });
    if (it != m_counters.end() && it->labels == labels)
        return *it;
    return *m_counters.insert(it, {labels, m_classify(labels), 0});
}

bool CounterFamily::update(const SeriesSnapshot &series, Timestamp at, Continuity continuity,
                           WindowedTotals &totals)
{
    bool any = false;
    std::size_t place = 0;
    for (const SeriesView &view : series.select(m_name, m_target)) {
        Counter &counter = counterOf(view.key().labels, place++);
        const auto sample = view.at(at, Millis(0));
        any |= sample.has_value();
        if (!counter.total || !sample || !std::isfinite(sample->value))
            continue;
        const double value = sample->value;
        const bool fromZero = continuity == Continuity::Restarted || value < counter.last;
        if (continuity != Continuity::First)
            totals.rise(*counter.total, fromZero ? value : value - counter.last);
        counter.last = value;
    }
    return any;
}

} // namespace qd
