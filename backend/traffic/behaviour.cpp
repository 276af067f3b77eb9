// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/behaviour.h"

#include <algorithm>
#include <array>
#include <utility>

namespace qd::traffic {

Step Mind::next()
{
    if (!m_signedIn) {
        return Step::Login;
    }
    if (m_stepsLeft == 0) {
        m_signedIn = false;
        return m_random.chance(m_behaviour->logoutShare) ? Step::Logout : Step::Abandon;
    }
    --m_stepsLeft;
    return std::exchange(m_writesFirst, false) ? Step::WriteData : errand();
}

void Mind::signedIn()
{
    m_signedIn = true;
    m_writesFirst = m_behaviour->beginsWithData;
    // Inverse of the geometric distribution on 1, 2, 3, … with the wanted mean.
    const double mean = std::max(m_behaviour->stepsASession, 1.0);
    const double steps = mean == 1.0 ? 1.0 : std::ceil(std::log1p(-m_random.uniform()) / std::log1p(-1.0 / mean));
    m_stepsLeft = std::uint32_t(std::clamp(steps, 1.0, 1e6));
}

Step Mind::errand()
{
    const Behaviour &b = *m_behaviour;
    const std::array<std::pair<double, Step>, 5> choices{{{b.validate, Step::Validate},
                                                          {b.readData, Step::ReadData},
                                                          {b.writeData, Step::WriteData},
                                                          {b.readProfile, Step::ReadProfile},
                                                          {b.listSessions, Step::ListSessions}}};
    double sum = 0;
    for (const auto &[weight, step] : choices) {
        sum += weight;
    }
    double left = m_random.uniform() * sum;
    for (const auto &[weight, step] : choices) {
        left -= weight;
        if (left < 0) {
            return step;
        }
    }
    return Step::Validate;
}

double Mind::backOff(unsigned failures)
{
    const double whole = std::min(0.1 * std::exp2(std::min(failures, 10u)) / 2, 5.0);
    return whole * (0.5 + 0.5 * m_random.uniform());
}

} // namespace qd::traffic
