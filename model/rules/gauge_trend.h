// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <deque>
#include <optional>
#include <span>

namespace qd {

/// How fast a gauge moves: the trend of its lowest samples in a bounded number of stretches of a window. What
/// rises and falls within a stretch, as memory does while a password is hashed, is neither growth nor a step.
class GaugeTrend
{
public:
    struct Config
    {
        Millis window;
        Millis least;       ///< shorter than this no slope is told
        double stepShare;   ///< a fall by more than this share of the value at once ...
        double stepAtLeast; ///< ... and by at least this much begins anew: a purge says nothing of the growth
    };
    explicit GaugeTrend(const Config &config);

    void add(const Sample &sample);
    void reset();
    /// Per second. Nothing until `least` is known.
    [[nodiscard]] std::optional<double> slope() const;

private:
    static constexpr int points = 60;

    Config m_config;
    [[nodiscard]] double floor() const;

    std::deque<Sample> m_spread; ///< the lowest of each stretch of window / points
    Timestamp m_stretchBegin{};  ///< of the newest
    std::optional<Sample> m_newest;
};

} // namespace qd
