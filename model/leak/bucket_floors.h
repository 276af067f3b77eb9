// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <deque>
#include <limits>
#include <optional>
#include <vector>

namespace qd {

/// The lowest value of a gauge in each of many equal stretches of time: what stays when all that comes and goes
/// has gone. Stretches begin at multiples of their length. Values come in order of time, with gaps of any length.
class BucketFloors
{
public:
    BucketFloors(Millis bucket, Millis kept)
        : m_bucket(bucket)
        , m_kept(kept)
    {}

    /// True when a stretch became complete by it. There is a new floor then, unless the gap before `sample` is
    /// longer than what is kept.
    bool add(const Sample &sample);
    void reset();

    /// Complete stretches, at the time they begin.
    [[nodiscard]] const std::deque<Sample> &all() const { return m_floors; }
    /// Those of the last `length`, up to the newest.
    [[nodiscard]] std::vector<Sample> last(Millis length) const;
    /// End of the newest complete one; there must be one.
    [[nodiscard]] Timestamp end() const { return m_floors.back().at + m_bucket; }

private:
    [[nodiscard]] Timestamp bucketOf(Timestamp at) const;

    Millis m_bucket;
    Millis m_kept;
    std::deque<Sample> m_floors;
    std::optional<Sample> m_open; ///< the stretch being filled
};

/// The highest of floors, as far back as is not forgotten.
class HighestBefore
{
public:
    /// In order of time.
    void add(const Sample &floor);
    void forget(Timestamp before);
    [[nodiscard]] std::optional<double> value() const
    {
        return m_falling.empty() ? std::nullopt : std::optional(m_falling.front().value);
    }

private:
    std::deque<Sample> m_falling; ///< those that nothing later has topped
};

} // namespace qd
