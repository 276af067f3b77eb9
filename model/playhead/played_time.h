// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <optional>
#include <span>
#include <vector>

namespace qd {

/// The instant `by` after `from` when the time within `gaps` does not count. `gaps` are in order and apart.
[[nodiscard]] Timestamp afterPlaying(Timestamp from, Millis by, std::span<const TimeRange> gaps);

/// How much of [from, to) lies outside `gaps`.
[[nodiscard]] Millis playedBetween(Timestamp from, Timestamp to, std::span<const TimeRange> gaps);

/// The speed that playback keeps, over the last two seconds or what there is of them.
class PaceMeter
{
public:
    static constexpr Millis window{2'000};

    void clear() { m_marks.clear(); }
    /// At `clock`, `played` of the history had been played since playback began.
    void add(Timestamp clock, Millis played);
    /// Times faster than it happened; nullopt before half a second has been seen.
    [[nodiscard]] std::optional<double> pace() const;

private:
    struct Mark
    {
        Timestamp clock;
        Millis played;
    };
    std::vector<Mark> m_marks;
};

} // namespace qd
