// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/gauge_trend.h"

#include "model/leak/trend.h"

#include <algorithm>
#include <vector>

namespace qd {

GaugeTrend::GaugeTrend(const Config &config)
    : m_config(config)
{}

void GaugeTrend::reset()
{
    m_spread.clear();
    m_newest.reset();
}

/// What the gauge last stood on: of two stretches, since the newest may have begun on a spike.
double GaugeTrend::floor() const
{
    const double newest = m_spread.back().value;
    return m_spread.size() == 1 ? newest : std::min(newest, m_spread[m_spread.size() - 2].value);
}

void GaugeTrend::add(const Sample &sample)
{
    if (!m_spread.empty()) {
        const double fall = floor() - sample.value;
        if (fall > m_config.stepShare * floor() && fall >= m_config.stepAtLeast)
            reset();
    }
    while (!m_spread.empty() && m_spread.front().at < sample.at - m_config.window)
        m_spread.pop_front();
    if (m_spread.empty() || sample.at - m_stretchBegin >= m_config.window / points) {
        m_spread.push_back(sample);
        m_stretchBegin = sample.at;
    } else if (sample.value < m_spread.back().value) {
        m_spread.back() = sample;
    }
    m_newest = sample;
}

std::optional<double> GaugeTrend::slope() const
{
    if (m_spread.empty() || m_newest->at - m_spread.front().at < m_config.least)
        return std::nullopt;
    return theilSenSlope(std::vector<Sample>(m_spread.begin(), m_spread.end()));
}

} // namespace qd
