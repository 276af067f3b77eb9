// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/leak/retention_ledger.h"

#include "model/leak/trend.h"

#include <algorithm>

namespace qd {

namespace {

constexpr double suspicious = 10;
constexpr double clean = 5;
constexpr double slack = 3; ///< of what a pass may leave less than the one before, and yet not have taken back
constexpr int inARow = 3;
constexpr std::size_t passesKept = 40;

} // namespace

void RetentionLedger::add(Timestamp at, double passes, double retained)
{
    if (m_count && passes < *m_count)
        reset();
    const bool passed = m_count && passes > *m_count;
    m_count = passes;
    if (passed)
        addPass({at, retained});
}

void RetentionLedger::addPass(const Sample &left)
{
    const double before = m_passes.empty() ? 0 : m_passes.back().value;
    m_passes.push_back(left);
    if (m_passes.size() > passesKept)
        m_passes.pop_front();
    const bool isGrowing = left.value >= before - slack && left.value >= clean;
    if (!isGrowing)
        m_growingSince.reset();
    else if (!m_growingSince)
        m_growingSince = left.at;
    m_growing = left.value < suspicious ? 0 : isGrowing ? m_growing + 1 : 1;
    m_clean = left.value < clean ? m_clean + 1 : 0;
    if (m_finding && m_clean >= inARow)
        m_finding.reset();
    if (!m_finding && m_growing >= inARow)
        m_finding = Finding{m_growingSince.value_or(left.at), 0, 0};
    if (m_finding) {
        m_finding->count = left.value;
        const auto first = std::ranges::lower_bound(m_passes, m_finding->since, {}, &Sample::at);
        m_finding->perSecond =
            std::max(0.0, theilSenSlope(std::vector<Sample>(first, m_passes.end())).value_or(0));
    }
}

} // namespace qd
