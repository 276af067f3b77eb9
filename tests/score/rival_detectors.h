// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/leak/bucket_floors.h"

namespace qd::score {

/// predict_linear(gauge[1h], 4 * 3600) > limit, asked once a minute: what most rule files have.
class PredictLinear
{
public:
    /// True when it holds now.
    bool add(const Sample &sample, std::optional<double> limit);
    void reset() { m_minutes.clear(); }
    [[nodiscard]] std::optional<double> timeToLimit() const { return m_left; }

private:
    std::deque<Sample> m_minutes;
    bool m_holds = false;
    std::optional<double> m_left;
};

/// Mann and Kendall's test alone over an hour of minutes: z > 4.
class PlainMannKendall
{
public:
    bool add(const Sample &sample);
    void reset() { m_minutes.clear(); }

private:
    std::deque<Sample> m_minutes;
    bool m_holds = false;
};

} // namespace qd::score
