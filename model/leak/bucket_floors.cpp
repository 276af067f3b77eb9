// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/leak/bucket_floors.h"

#include <algorithm>

namespace qd {

Timestamp BucketFloors::bucketOf(Timestamp at) const
{
    return Timestamp(at.time_since_epoch() / m_bucket * m_bucket);
}

bool BucketFloors::add(const Sample &sample)
{
    const Timestamp bucket = bucketOf(sample.at);
    if (m_open && m_open->at == bucket) {
        m_open->value = std::min(m_open->value, sample.value);
        return false;
    }
    const bool completes = m_open.has_value();
    if (completes) {
        m_floors.push_back(*m_open);
        while (!m_floors.empty() && m_floors.front().at < bucket - m_kept)
            m_floors.pop_front(); // after a long gap even the one that was just completed
    }
    m_open = Sample{bucket, sample.value};
    return completes;
}

void BucketFloors::reset()
{
    m_floors.clear();
    m_open.reset();
}

std::vector<Sample> BucketFloors::last(Millis length) const
{
    if (m_floors.empty())
        return {};
    const auto first = std::ranges::lower_bound(m_floors, end() - length, {}, &Sample::at);
    return {first, m_floors.end()};
}

void HighestBefore::add(const Sample &floor)
{
    while (!m_falling.empty() && m_falling.back().value <= floor.value)
        m_falling.pop_back();
    m_falling.push_back(floor);
}

void HighestBefore::forget(Timestamp before)
{
    while (!m_falling.empty() && m_falling.front().at < before)
        m_falling.pop_front();
}

} // namespace qd
